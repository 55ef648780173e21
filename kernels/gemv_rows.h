// The product of a vector and a large matrix by the matrix' whole rows, eight side by side: strips of columns, whose
// sums would stay in registers, leave the prefetcher behind. Like vec.h it belongs to one pass.
#pragma once

#include "kernels/gemv.h"
#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

// From this many floats on: what exceeds a part of the second-level cache; under V8, which reads strips slowly, what
// exceeds the first level.
#ifdef KERNEL_PASS_simd128
constexpr size by_rows_from = 32768;
#else
constexpr size by_rows_from = 262144;
#endif

// y[0..width) += alpha * x * the `rows` rows from `a` on.
template <size rows>
void add_rows(const float* a, size a_stride, const float* x, float alpha, float* y, size width) {
  constexpr size step = lanes<float>;
  vec<float> scaled[rows];
  KERNEL_UNROLL for (size r = 0; r < rows; ++r) scaled[r] = vec<float>(alpha * x[r]);
  size j = 0;
  for (; j + step <= width; j += step) {
    vec<float> even = load(y + j), odd(0.0f);
    KERNEL_UNROLL for (size r = 0; r < rows; ++r) {
      vec<float>& total = r % 2 == 0 ? even : odd;
      total = fma(load(a + r * a_stride + j), scaled[r], total);
    }
    store(y + j, even + odd);
  }
  if (j == width) return;
  vec<float> total = load_some(y + j, width - j);
  KERNEL_UNROLL for (size r = 0; r < rows; ++r) {
    total = fma(load_some(a + r * a_stride + j, width - j), scaled[r], total);
  }
  store_some(y + j, total, width - j);
}

// y = alpha * A^T x + beta * y; the part of y that is added to stays in the first-level cache.
void by_rows(const Gemv& g) {
  constexpr size together = 8, part = 2048;
  for (size j = 0; j < g.n; j += part) {
    const size width = g.n - j < part ? g.n - j : part;
    float* y = g.y + j;
    for (size t = 0; t < width; ++t) y[t] = g.beta == 0 ? 0 : g.beta * y[t];
    size i = 0;
    for (; i + together <= g.m; i += together) {
      add_rows<together>(g.a + i * g.a_stride + j, g.a_stride, g.x + i, g.alpha, y, width);
    }
    for (; i < g.m; ++i) add_rows<1>(g.a + i * g.a_stride + j, g.a_stride, g.x + i, g.alpha, y, width);
  }
}

}  // namespace
}  // namespace kernels::KERNEL_ISA
