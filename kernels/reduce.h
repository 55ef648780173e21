// One number from many.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// The sum of x[0, n); 0 of none. Off by about n / 4 roundings of partial sums in the scalar lane and n / (4 lanes) in
// the others; the order depends on the instruction set and n alone.
extern const Kernel<float(const float* x, std::size_t n)> reduce_sum;
// The greatest of x[0, n), n >= 1. For values without NaN.
extern const Kernel<float(const float* x, std::size_t n)> reduce_max;

}  // namespace kernels
