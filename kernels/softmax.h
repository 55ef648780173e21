// Softmax over the rows of a matrix.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// y[r][c] = exp(x[r][c]) / sum over c of exp(x[r][c]), dense rows x columns; y may be x. The row's greatest value is
// subtracted first, so nothing overflows; each result is within 4 + columns / 64 + d units in the last place, where d
// is its distance from the greatest value: that difference is rounded once. -inf gives 0. A row that holds NaN or +inf
// becomes NaN.
extern const Kernel<void(const float* x, float* y, std::size_t rows, std::size_t columns)> softmax;

// gradient[r][c] = y[r][c] * (gradient[r][c] - sum over c of gradient[r][c] * y[r][c]), for y = softmax(x): the
// gradient with respect to x of what has `gradient` with respect to y.
extern const Kernel<void(const float* y, float* gradient, std::size_t rows, std::size_t columns)> softmax_gradient;

}  // namespace kernels
