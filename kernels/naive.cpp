// See naive.h.
#include "kernels/naive.h"

#include <cmath>

#include "kernels/sha256_constants.h"

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

void sha256(const std::uint8_t* message, std::size_t bytes, std::uint8_t* digest) {
  const auto rotate = [](std::uint32_t x, int n) { return x >> n | x << (32 - n); };
  std::uint32_t state[8];
  for (int i = 0; i < 8; ++i) state[i] = sha256_start[i];
  const std::size_t blocks = (bytes + 9 + 63) / 64;
  for (std::size_t b = 0; b < blocks; ++b) {
    std::uint8_t block[64];
    for (std::size_t i = 0; i < 64; ++i) {
      const std::size_t at = 64 * b + i, end = 64 * blocks - 8;
      block[i] = std::uint8_t(at < bytes    ? message[at]
                              : at == bytes ? 0x80
                              : at >= end   ? std::uint64_t(8 * bytes) >> 8 * (7 - (at - end))
                                            : 0);
    }
    std::uint32_t w[64];
    for (int t = 0; t < 16; ++t) {
      w[t] = std::uint32_t(block[4 * t]) << 24 | std::uint32_t(block[4 * t + 1]) << 16 |
             std::uint32_t(block[4 * t + 2]) << 8 | block[4 * t + 3];
    }
    for (int t = 16; t < 64; ++t) {
      const std::uint32_t x = w[t - 15], y = w[t - 2];
      w[t] = (rotate(y, 17) ^ rotate(y, 19) ^ y >> 10) + w[t - 7] + (rotate(x, 7) ^ rotate(x, 18) ^ x >> 3) + w[t - 16];
    }
    std::uint32_t v[8];
    for (int i = 0; i < 8; ++i) v[i] = state[i];
    for (int t = 0; t < 64; ++t) {
      const std::uint32_t a = v[0], e = v[4];
      const std::uint32_t one =
          v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & v[5]) ^ (~e & v[6])) + sha256_rounds[t] + w[t];
      const std::uint32_t two =
          (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
      for (int i = 7; i > 0; --i) v[i] = v[i - 1];
      v[4] += one;
      v[0] = one + two;
    }
    for (int i = 0; i < 8; ++i) state[i] += v[i];
  }
  for (int i = 0; i < 32; ++i) digest[i] = std::uint8_t(state[i / 4] >> 8 * (3 - i % 4));
}

}  // namespace kernels::naive
