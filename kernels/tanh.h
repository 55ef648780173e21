// Hyperbolic tangent.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// y[i] = tanh(x[i]) for i in [0, n), within 3 units in the last place (3.5 with AVX-512).
// By a table with AVX-512 (vec_math_avx512.h), from exp elsewhere (vec_math.h). NaN stays NaN, -0 stays -0. y may be x.
extern const Kernel<void(const float* x, float* y, std::size_t n)> tanh;

}  // namespace kernels
