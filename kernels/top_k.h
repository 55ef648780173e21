// The entries of a gradient that are worth sending.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/kernel.h"

namespace kernels {

// The k entries of greatest magnitude, k <= n < 2^32: writes their indices in ascending order, of equal ones the first,
// and returns how many, which is k. For values without NaN. Exact; how long it takes depends on the values.
// A sample tells between which two magnitudes the k-th will be, so that one pass leaves few candidates (R. Floyd,
// R. Rivest, "Expected time bounds for selection", 1975); where it does not, magnitudes are halved bit by bit.
extern const Kernel<std::size_t(const float* x, std::size_t n, std::size_t k, std::uint32_t* indices)> top_k;

}  // namespace kernels
