// Eight sums at a time either way: two additions a cycle, each four cycles long.
#include "kernels/gemv.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

constexpr size step = lanes<float>;

void put(float* y, float total, float alpha, float beta) { *y = beta == 0 ? alpha * total : beta * *y + alpha * total; }

// y[0..rows) of A x: `rows` rows from `a` on, two sums each.
template <size rows>
void along(const Gemv& g, const float* a, float* y) {
  constexpr size chains = 2;
  vec<float> total[rows][chains];
  KERNEL_UNROLL for (size r = 0; r < rows; ++r) {
    KERNEL_UNROLL for (size c = 0; c < chains; ++c) total[r][c] = vec<float>(0.0f);
  }
  size j = 0;
  for (; j + chains * step <= g.n; j += chains * step) {
    KERNEL_UNROLL for (size c = 0; c < chains; ++c) {
      const vec<float> x = load(g.x + j + c * step);
      KERNEL_UNROLL for (size r = 0; r < rows; ++r) {
        total[r][c] = fma(load(a + r * g.a_stride + j + c * step), x, total[r][c]);
      }
    }
  }
  if (j + step <= g.n) {
    const vec<float> x = load(g.x + j);
    KERNEL_UNROLL for (size r = 0; r < rows; ++r) total[r][0] = fma(load(a + r * g.a_stride + j), x, total[r][0]);
    j += step;
  }
  if (j < g.n) {
    const vec<float> x = load_some(g.x + j, g.n - j);
    KERNEL_UNROLL for (size r = 0; r < rows; ++r) {
      total[r][1] = fma(load_some(a + r * g.a_stride + j, g.n - j), x, total[r][1]);
    }
  }
  KERNEL_UNROLL for (size r = 0; r < rows; ++r) put(y + r, sum(total[r][0] + total[r][1]), g.alpha, g.beta);
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
  constexpr size together = 4, strip = 8;
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
