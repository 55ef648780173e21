// One step of the common optimisers over n weights; any n, any alignment, operands overlap nowhere.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// y[i] += alpha * x[i]. A step of plain gradient descent is axpy(-rate, gradient, weights, n).
extern const Kernel<void(float alpha, const float* x, float* y, std::size_t n)> axpy;

// The square root of the sum of squares, within 1e-6 of it however many there are. What would overflow or lose digits
// to denormal numbers is scaled first.
extern const Kernel<float(const float* x, std::size_t n)> norm;

// velocity = momentum * velocity + gradient; weights -= rate * velocity.
struct Momentum {
  float rate = 0.01f, momentum = 0.9f;
};
extern const Kernel<void(const Momentum& how, const float* gradient, float* velocity, float* weights, std::size_t n)>
    momentum_step;

// Adam (Kingma and Ba, 2015): first = b1 first + (1 - b1) g; second = b2 second + (1 - b2) g^2;
// weights -= rate * (first / (1 - b1^step)) / (sqrt(second / (1 - b2^step)) + epsilon). `step` counts from 1.
struct Adam {
  float rate = 0.001f, b1 = 0.9f, b2 = 0.999f, epsilon = 1e-8f;
  int step = 1;
};
extern const Kernel<void(const Adam& how, const float* gradient, float* first, float* second, float* weights,
                         std::size_t n)>
    adam_step;

}  // namespace kernels
