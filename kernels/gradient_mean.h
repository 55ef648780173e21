// The average of the gradients that several agents computed.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// mean[i] = (gradients[0][i] + ... + gradients[count - 1][i]) / count for i in [0, n), added in that
// order on every instruction set, so all of them agree to the last bit. count >= 1; mean overlaps no gradient.
extern const Kernel<void(const float* const* gradients, std::size_t count, float* mean, std::size_t n)> gradient_mean;

}  // namespace kernels
