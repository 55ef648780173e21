// One array after the other, so that the prefetcher runs along each to its end: in blocks of 128 KiB, five arrays side
// by side, reading takes 13 % longer on AMD's Zen 4.
#include "kernels/stream_sum.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {

float stream_sum(const float* const* arrays, std::size_t count, std::size_t n) {
  constexpr size step = lanes<float>, chains = 4;
  vec<float> total[chains];
  KERNEL_UNROLL for (size c = 0; c < chains; ++c) total[c] = vec<float>(0.0f);
  for (size s = 0; s < count; ++s) {
    const float* from = arrays[s];
    size i = 0;
    for (; i + chains * step <= n; i += chains * step) {
      KERNEL_UNROLL for (size c = 0; c < chains; ++c) total[c] += load(from + i + c * step);
    }
    for (; i + step <= n; i += step) total[0] += load(from + i);
    if (i < n) total[1] += load_some(from + i, n - i);
  }
  return sum(total[0] + total[1] + (total[2] + total[3]));
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(stream_sum)
