// Where two versions of a state of floats differ.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/kernel.h"

namespace kernels {

// Writes the indices, in ascending order, of the values in which the two versions differ, and returns how many: at most
// n. Compared are bits: a NaN equals itself, and 0 differs from -0. n < 2^32.
extern const Kernel<std::size_t(const float* before, const float* after, std::size_t n, std::uint32_t* indices)>
    changed_values;

}  // namespace kernels
