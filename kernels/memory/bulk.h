// Blocks of memory cleared and copied: what a pool's owner does to hand memory from one to the next.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// Sets `bytes` bytes to 0. Any size, any alignment.
extern const Kernel<void(void* to, std::size_t bytes)> clear_bytes;
// Copies `bytes` bytes; the two do not overlap.
extern const Kernel<void(void* to, const void* from, std::size_t bytes)> copy_bytes;

}  // namespace kernels
