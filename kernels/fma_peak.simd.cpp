// Twelve chains: latency four and two a cycle need eight; x = x / 2 + 1 / 2 comes to 1 and stays.
#include "kernels/fma_peak.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

constexpr size chains = 12, steps = 8;

}  // namespace

float fma_peak(std::size_t rounds) {
  const vec<float> half(0.5f);
  vec<float> x[chains];
  KERNEL_UNROLL for (size c = 0; c < chains; ++c) x[c] = vec<float>(float(c));
  for (size r = 0; r < rounds; ++r) {
    KERNEL_UNROLL for (size s = 0; s < steps; ++s) {
      KERNEL_UNROLL for (size c = 0; c < chains; ++c) x[c] = fma(x[c], half, half);
    }
  }
  vec<float> total = x[0];
  KERNEL_UNROLL for (size c = 1; c < chains; ++c) total += x[c];
  return sum(total) / float(chains * lanes<float>);
}

std::size_t fma_peak_flops() { return 2 * chains * steps * lanes<float>; }

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(fma_peak)
KERNEL_EXPORT(fma_peak_flops)
