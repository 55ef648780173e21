// Words of 32 bits as four planes, one of each byte, and back: bytes of equal weight side by side are alike, and what
// is alike compresses (of floats, the exponents).
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/kernel.h"

namespace kernels {

// planes[p * n + i] = bits 8 p to 8 p + 7 of word i, for i in [0, n), and the reverse. Words are 4 n bytes,
// little-endian. Any n, any alignment; the operands do not overlap.
extern const Kernel<void(const std::uint8_t* words, std::uint8_t* planes, std::size_t n)> split_planes;
extern const Kernel<void(const std::uint8_t* planes, std::uint8_t* words, std::size_t n)> join_planes;

}  // namespace kernels
