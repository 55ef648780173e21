#include "kernels/reduce.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

constexpr size chains = 4;  // of additions, each of which waits for the one before

}  // namespace

float reduce_sum(const float* x, size n) {
  vec<float> sums[chains] = {vec<float>(0.0f), vec<float>(0.0f), vec<float>(0.0f), vec<float>(0.0f)};
  size i = 0;
  for (; i + chains * lanes<float> <= n; i += chains * lanes<float>) {
    KERNEL_UNROLL for (size c = 0; c < chains; ++c) sums[c] += load(x + i + c * lanes<float>);
  }
  for (; i + lanes<float> <= n; i += lanes<float>) sums[0] += load(x + i);
  if (i < n) sums[1] += load_some(x + i, n - i);
  return sum((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

float reduce_max(const float* x, size n) {
  vec<float> most[chains];
  KERNEL_UNROLL for (size c = 0; c < chains; ++c) most[c] = vec<float>(x[0]);
  size i = 0;
  for (; i + chains * lanes<float> <= n; i += chains * lanes<float>) {
    KERNEL_UNROLL for (size c = 0; c < chains; ++c) most[c] = max(load(x + i + c * lanes<float>), most[c]);
  }
  for (; i + lanes<float> <= n; i += lanes<float>) most[0] = max(load(x + i), most[0]);
  if (i < n) most[1] = max(load_some(x + i, n - i, x[0]), most[1]);
  return greatest(max(max(most[0], most[1]), max(most[2], most[3])));
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(reduce_sum)
KERNEL_EXPORT(reduce_max)
