// SHA-256 of many messages at once, one in each lane (FIPS 180-4, 6.2).
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/kernel.h"

namespace kernels {

inline constexpr std::size_t sha256_bytes = 32, sha256_block_bytes = 64;

// Writes the digests of `count` messages of `bytes` bytes each, one after the other. Any count, any length, any
// alignment; messages may be one and the same, digests overlap none of them. Of a count that is no multiple of the
// lanes the last few cost as much as a whole vector. The same bits on every instruction set.
extern const Kernel<void(const std::uint8_t* const* messages, std::size_t bytes, std::size_t count,
                         std::uint8_t* digests)>
    sha256;

}  // namespace kernels
