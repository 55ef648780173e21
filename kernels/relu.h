// Rectified linear unit.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// y[i] = x[i] > 0 ? x[i] : 0 for i in [0, n); NaN stays NaN. y may be x.
extern const Kernel<void(const float* x, float* y, std::size_t n)> relu;

}  // namespace kernels
