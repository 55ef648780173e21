// See tanh_of().
#include "kernels/tanh.h"

#include "kernels/vec_math.h"

namespace kernels::KERNEL_ISA {

void tanh(const float* x, float* y, std::size_t n) {
  map(x, y, n, [](vec<float> v) KERNEL_INLINE_LAMBDA { return tanh_of(v); });
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(tanh)
