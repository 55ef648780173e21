// See naive.h.
#include "kernels/naive.h"

#include <cmath>

namespace kernels::naive {

float dot(const float* a, const float* b, std::size_t n) {
  float total = 0;
  for (std::size_t i = 0; i < n; ++i) total += a[i] * b[i];
  return total;
}

void relu(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] > 0 ? x[i] : 0;
}

void sigmoid(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = 1 / (1 + std::exp(-x[i]));
}

void tanh(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = std::tanh(x[i]);
}

void gemm(const float* a, const float* b, float* c, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      float total = 0;
      for (std::size_t p = 0; p < n; ++p) total += a[i * n + p] * b[p * n + j];
      c[i * n + j] = total;
    }
  }
}

void gradient_mean(const float* const* gradients, std::size_t count, float* mean, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    float total = 0;
    for (std::size_t s = 0; s < count; ++s) total += gradients[s][i];
    mean[i] = total / float(count);
  }
}

}  // namespace kernels::naive
