// Logistic function.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// y[i] = 1 / (1 + exp(-x[i])) for i in [0, n), within 2.5 units in the last place everywhere (1.8 with
// AVX-512, tried with every float), denormal results included. NaN stays NaN. y may be x.
extern const Kernel<void(const float* x, float* y, std::size_t n)> sigmoid;

}  // namespace kernels
