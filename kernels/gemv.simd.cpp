// Eight sums at a time along the rows and in strips: two additions a cycle, each four cycles long. A matrix that
// exceeds the second-level cache is read in whole rows, eight side by side: strips of it would leave the prefetcher
// behind.
#include "kernels/gemv.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

constexpr size step = lanes<float>;

void put(float* y, float total, float alpha, float beta) { *y = beta == 0 ? alpha * total : beta * *y + alpha * total; }

// y[0..rows) of A x: `rows` rows from `a` on.
template <size rows>
void along(const Gemv& g, const float* a, float* y) {
  vec<float> total[rows];
  KERNEL_UNROLL for (size r = 0; r < rows; ++r) total[r] = vec<float>(0.0f);
  const size a_stride = g.a_stride, n = g.n;
  const float* const g_x = g.x;
  size j = 0;
  for (; j + step <= n; j += step) {
    const vec<float> x = load(g_x + j);
    KERNEL_UNROLL for (size r = 0; r < rows; ++r) total[r] = fma(load(a + r * a_stride + j), x, total[r]);
  }
  if (j < n) {
    const vec<float> x = load_some(g_x + j, n - j);
    KERNEL_UNROLL for (size r = 0; r < rows; ++r) {
      total[r] = fma(load_some(a + r * a_stride + j, n - j), x, total[r]);
    }
  }
  KERNEL_UNROLL for (size r = 0; r < rows; ++r) put(y + r, sum(total[r]), g.alpha, g.beta);
}

// y[j..) of A^T x: `vectors` vectors of columns, the last with `last` of its lanes.
template <size vectors>
void across(const Gemv& g, size j, size last) {
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
    const size before = (vectors - 1) * step;
    if (g.n - j > before) return across<vectors>(g, j, g.n - j - before);
    rest_across<vectors - 1>(g, j);
  }
}

// y[0..width) += alpha * x * the `rows` rows from `a` on.
template <size rows>
void add_rows(const float* a, size a_stride, const float* x, float alpha, float* y, size width) {
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

// A^T x by whole rows; the part of y that is added to stays in the first-level cache.
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

void gemv_in(const Gemv& g) {
  constexpr size together = 8, strip = 8;
  constexpr size far_floats = 262144;  // 1 MiB
  if (g.transpose && g.m * g.n > far_floats) return by_rows(g);
  if (g.transpose) {
    size j = 0;
    for (; j + strip * step <= g.n; j += strip * step) across<strip>(g, j, step);
    rest_across<strip>(g, j);
    return;
  }
  size i = 0;
  for (; i + together <= g.m; i += together) along<together>(g, g.a + i * g.a_stride, g.y + i);
  for (; i < g.m; ++i) along<1>(g, g.a + i * g.a_stride, g.y + i);
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(gemv_in)
