// What a layer does to its sums: bias and activation in one pass, and the gradient on the way back.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

enum class Activation : int { identity, relu, sigmoid, tanh };

// y[r][c] = activation(x[r][c] + bias[c]) for a rows x columns matrix with rows `stride` floats apart, at least
// columns; y may be x. Accuracy and special values are those of relu, sigmoid and tanh for the rounded sum.
extern const Kernel<void(const float* x, const float* bias, float* y, std::size_t rows, std::size_t columns,
                         std::size_t stride, Activation activation)>
    bias_activation;

// gradient[i] *= activation'(x) for the x that gave y[i] = activation(x), i in [0, n), computed from y alone: relu y >
// 0, sigmoid y (1 - y), tanh (1 - y) (1 + y). Within 2.5 units in the last place of that formula.
extern const Kernel<void(const float* y, float* gradient, std::size_t n, Activation activation)> activation_gradient;

// sums[c] = the sum over r of x[r][c], rows added in order: the gradient of a bias.
extern const Kernel<void(const float* x, float* sums, std::size_t rows, std::size_t columns, std::size_t stride)>
    column_sums;

}  // namespace kernels
