// The door of the matrix-vector product: its checks.
#include "kernels/gemv.h"

#include "kernels/check.h"
#include "kernels/extent.h"

namespace kernels {

const char* gemv_problem(const Gemv& g) {
  if (g.a_stride < g.n) return "gemv: the rows of A are longer than a_stride";
  const Extent a = extent(g.a, g.m, g.n, g.a_stride);
  const Extent x = extent(g.x, 1, g.transpose ? g.m : g.n, 0);
  const Extent y = extent(g.y, 1, g.transpose ? g.n : g.m, 0);
  if (a.overflows || x.overflows || y.overflows) return "gemv: an operand exceeds the address space";
  if (is_null(a) || is_null(x) || is_null(y)) return "gemv: an operand is null";
  if (overlap(y, a) || overlap(y, x)) return "gemv: y overlaps A or x";
  return nullptr;
}

void gemv(const Gemv& g) {
  if (const char* problem = gemv_problem(g)) KERNEL_CHECK(false, problem);
  gemv_in(g);
}

}  // namespace kernels
