// See sigmoid_of().
#include "kernels/sigmoid.h"

#include "kernels/vec_math.h"

namespace kernels::KERNEL_ISA {

void sigmoid(const float* x, float* y, std::size_t n) {
  map(x, y, n, [](vec<float> v) KERNEL_INLINE_LAMBDA { return sigmoid_of(v); });
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(sigmoid)
