// One comparison per element: the speed is that of memory.
#include "kernels/relu.h"

#include "kernels/vec_math.h"

namespace kernels::KERNEL_ISA {

void relu(const float* x, float* y, std::size_t n) {
  map(x, y, n, [](vec<float> v) KERNEL_INLINE_LAMBDA { return max(vec<float>(0.0f), v); });
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(relu)
