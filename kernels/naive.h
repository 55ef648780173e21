// The plain loops that a C programmer would write first, compiled like any other code: the yardstick of impl=naive.
// Frozen: a better naive loop is a different yardstick.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kernels::naive {

// As the kernels of these names.
float dot(const float* a, const float* b, std::size_t n);
void relu(const float* x, float* y, std::size_t n);
void sigmoid(const float* x, float* y, std::size_t n);
void tanh(const float* x, float* y, std::size_t n);
// c = a * b for square row-major matrices.
void gemm(const float* a, const float* b, float* c, std::size_t n);
void gradient_mean(const float* const* gradients, std::size_t count, float* mean, std::size_t n);

// One message, 32 bytes of digest.
void sha256(const std::uint8_t* message, std::size_t bytes, std::uint8_t* digest);

}  // namespace kernels::naive
