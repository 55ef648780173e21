#include "kernels/stencil.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

struct Weights {
  vec<float> centre, edge;
  KERNEL_INLINE vec<float> operator()(vec<float> up, vec<float> down, vec<float> left, vec<float> right,
                                      vec<float> middle) const {
    return centre * middle + edge * ((up + down) + (left + right));
  }
};

void copy_row(const float* x, float* y, size n) {
  for (size i = 0; i < n; ++i) y[i] = x[i];
}

}  // namespace

void stencil5(const float* x, float* y, size rows, size columns, float centre, float edge) {
  const Weights weights = {vec<float>(centre), vec<float>(edge)};
  for (size r = 0; r < rows; ++r) {
    const float* at = x + r * columns;
    float* to = y + r * columns;
    if (r == 0 || r + 1 == rows || columns < 3) {
      copy_row(at, to, columns);
      continue;
    }
    const float *up = at - columns, *down = at + columns;
    to[0] = at[0];
    size c = 1;
    for (; c + lanes<float> < columns; c += lanes<float>)
      store(to + c, weights(load(up + c), load(down + c), load(at + c - 1), load(at + c + 1), load(at + c)));
    if (const size rest = columns - 1 - c; rest > 0) {
      store_some(to + c,
                 weights(load_some(up + c, rest), load_some(down + c, rest), load_some(at + c - 1, rest),
                         load_some(at + c + 1, rest), load_some(at + c, rest)),
                 rest);
    }
    to[columns - 1] = at[columns - 1];
  }
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(stencil5)
