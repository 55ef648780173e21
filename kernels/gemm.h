// Matrix product of single-precision floats.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// C = A * B, all row-major: A is m x k with rows `a_stride` floats apart, B is k x n, C is m x n and overlaps neither.
struct Gemm {
  std::size_t m, n, k;
  const float* a;
  std::size_t a_stride;
  const float* b;
  std::size_t b_stride;
  float* c;
  std::size_t c_stride;
};

// Performs it in memory that belongs to the calling thread, which is allocated when a thread first needs that much.
void gemm(const Gemm& g);

// Performs it in memory of the caller: gemm_workspace_floats(g), 64-byte aligned.
extern const Kernel<void(const Gemm& g, float* workspace)> gemm_in;
std::size_t gemm_workspace_floats(const Gemm& g);

// Upper limits of a block of A (rows x depth) and of B (depth x columns): about 160 KiB and 1.3 MiB, so that a block of
// A stays in the second-level cache while it meets all of B's block.
struct GemmBlock {
  static constexpr std::size_t rows = 128, columns = 1024, depth = 320;
  static constexpr std::size_t padding = 64;  // no tile is higher or wider
};

}  // namespace kernels
