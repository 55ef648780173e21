// The product of a vector and a matrix: in strips of columns, whose eight sums stay in registers; from a large matrix
// they leave the prefetcher behind, and its whole rows are read, eight side by side. Like vec.h it belongs to one pass.
#pragma once

#include "kernels/gemv.h"
#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

// From this many floats on, what exceeds a part of the second-level cache.
constexpr size by_rows_from = 262144;

// y[j..) of A^T x: `vectors` vectors of columns, the last with `last` of its lanes.
template <size vectors>
void across(const Gemv& g, size j, size last) {
  constexpr size step = lanes<float>;
  vec<float> total[vectors];
  KERNEL_UNROLL for (size v = 0; v < vectors; ++v) total[v] = vec<float>(0.0f);
  const float* a = g.a + j;
  for (size i = 0; i < g.m; ++i, a += g.a_stride) {
    const vec<float> x(g.x[i]);
    KERNEL_UNROLL for (size v = 0; v + 1 < vectors; ++v) total[v] = fma(load(a + v * step), x, total[v]);
    const float* end = a + (vectors - 1) * step;
    total[vectors - 1] = fma(last == step ? load(end) : load_some(end, last), x, total[vectors - 1]);
  }
  const vec<float> alpha(g.alpha), beta(g.beta);
  KERNEL_UNROLL for (size v = 0; v < vectors; ++v) {
    float* y = g.y + j + v * step;
    const size width = v + 1 < vectors ? step : last;
    const vec<float> scaled = alpha * total[v];
    if (width == step) {
      store(y, g.beta == 0 ? scaled : fma(beta, load(y), scaled));
    } else {
      store_some(y, g.beta == 0 ? scaled : fma(beta, load_some(y, width), scaled), width);
    }
  }
}

// The columns from j on, fewer than eight vectors of them.
template <size vectors>
void rest_across(const Gemv& g, size j) {
  if constexpr (vectors > 0) {
    const size before = (vectors - 1) * lanes<float>;
    if (g.n - j > before) return across<vectors>(g, j, g.n - j - before);
    rest_across<vectors - 1>(g, j);
  }
}

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

// y = alpha * A^T x + beta * y.
void transposed(const Gemv& g) {
  constexpr size strip = 8, step = lanes<float>;
  if (g.m * g.n > by_rows_from) return by_rows(g);
  size j = 0;
  for (; j + strip * step <= g.n; j += strip * step) across<strip>(g, j, step);
  rest_across<strip>(g, j);
}

}  // namespace
}  // namespace kernels::KERNEL_ISA
