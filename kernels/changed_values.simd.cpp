#include "kernels/changed_values.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {

size changed_values(const float* before, const float* after, size n, std::uint32_t* indices) {
  constexpr size together = lanes<float>;
  size found = 0, i = 0;
  for (; i + together <= n; i += together) {
    // Most values are as they were, and so there is most often nothing to do here.
    for (unsigned changed = differing(bits(load(before + i)), bits(load(after + i))); changed != 0;
         changed &= changed - 1)
      indices[found++] = std::uint32_t(i) + std::uint32_t(__builtin_ctz(changed));
  }
  for (; i < n; ++i) {
    if (__builtin_bit_cast(std::uint32_t, before[i]) != __builtin_bit_cast(std::uint32_t, after[i]))
      indices[found++] = std::uint32_t(i);
  }
  return found;
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(changed_values)
