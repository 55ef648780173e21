// Eight sums at a time along the rows and in strips: two additions a cycle, each four cycles long. A large transposed
// matrix is read in whole rows.
#include "kernels/gemv.h"

#include "kernels/gemv_rows.h"

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

}  // namespace

void gemv_in(const Gemv& g) {
  constexpr size together = 8, strip = 8;
  if (g.transpose && g.m * g.n > by_rows_from) return by_rows(g);
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
