// Dot product. The pattern that every kernel follows: dot.h, dot.simd.cpp, dot.test.cpp, dot.bench.cpp.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// Returns the sum of a[i] * b[i] for i in [0, n). Any n, any alignment; the order of summation depends on the
// instruction set, on n and, with AVX-512, on who made the processor, and on nothing else.
extern const Kernel<float(const float* a, const float* b, std::size_t n)> dot;

}  // namespace kernels
