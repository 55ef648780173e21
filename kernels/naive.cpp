// See naive.h.
#include "kernels/naive.h"

namespace kernels::naive {

float dot(const float* a, const float* b, std::size_t n) {
  float total = 0;
  for (std::size_t i = 0; i < n; ++i) total += a[i] * b[i];
  return total;
}

}  // namespace kernels::naive
