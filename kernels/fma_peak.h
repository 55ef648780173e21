// What a core can do at most: fused multiply-additions and nothing else. Matrix products are measured against it.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// Performs `rounds` times fma_peak_flops(isa) floating-point operations (a multiplication and an addition each, fused
// where the instruction set fuses) on registers, in chains that do not wait for each other. Returns a sum that the
// values cannot leave: each chain settles at 1.
extern const Kernel<float(std::size_t rounds)> fma_peak;
extern const Kernel<std::size_t()> fma_peak_flops;

}  // namespace kernels
