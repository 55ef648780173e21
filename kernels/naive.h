// The plain loops that a C programmer would write first, compiled like any other code: the yardstick of impl=naive.
// Frozen: a better naive loop is a different yardstick.
#pragma once

#include <cstddef>

namespace kernels::naive {

float dot(const float* a, const float* b, std::size_t n);

}  // namespace kernels::naive
