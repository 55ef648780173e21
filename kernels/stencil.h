// A grid of which every point moves towards its neighbours: one step of diffusion, of a relaxation, of a blur.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// y[r][c] = centre * x[r][c] + edge * ((x[r - 1][c] + x[r + 1][c]) + (x[r][c - 1] + x[r][c + 1])) inside, and x[r][c]
// on the border, of rows x columns values, row-major and dense. Any sizes; x and y do not overlap. The same bits on
// every instruction set.
extern const Kernel<void(const float* x, float* y, std::size_t rows, std::size_t columns, float centre, float edge)>
    stencil5;

}  // namespace kernels
