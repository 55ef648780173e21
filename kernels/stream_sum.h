// How fast this machine reads several arrays at once: what is measured against when a kernel is bound by memory.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// Returns the sum of all elements of `count` arrays of n floats each, read one after the other; nothing is written.
extern const Kernel<float(const float* const* arrays, std::size_t count, std::size_t n)> stream_sum;

}  // namespace kernels
