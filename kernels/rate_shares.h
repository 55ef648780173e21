// What a rate takes of each of many amounts of tokens, exact in integers.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/kernel.h"

namespace kernels {

// shares[i] = floor(amounts[i] * rate / 2^32) for i in [0, n); returns their sum modulo 2^64. Any n, any alignment;
// `shares` may be `amounts`. The same bits on every instruction set.
extern const Kernel<std::uint64_t(const std::uint64_t* amounts, std::uint32_t rate, std::uint64_t* shares,
                                  std::size_t n)>
    rate_shares;

}  // namespace kernels
