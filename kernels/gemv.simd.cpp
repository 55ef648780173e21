// Eight sums at a time along the rows: two additions a cycle, each four cycles long.
#include "kernels/gemv.h"

#include "kernels/gemv_transposed.h"

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

}  // namespace

void gemv_in(const Gemv& g) {
  constexpr size together = 8;
  if (g.transpose) return transposed(g);
  size i = 0;
  for (; i + together <= g.m; i += together) along<together>(g, g.a + i * g.a_stride, g.y + i);
  for (; i < g.m; ++i) along<1>(g, g.a + i * g.a_stride, g.y + i);
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(gemv_in)
