// Matrix product of single-precision floats.
//
//   gemm({.m = m, .n = n, .k = k, .a = a, .a_stride = k, .b = b, .b_stride = n, .c = c, .c_stride = n});
//
// Any sizes, 0 and 1 included, and any alignment. NaN and infinity in A and B come through as in the sum of products;
// with beta = 0 what C held does not matter, NaN included. With k = 0, C = beta * C. Sums are reordered: an element is
// off by at most about k roundings of its partial sums. Whether a result is the same to the last bit depends on the
// instruction set and the sizes alone, and for a team not on how many threads it has.
//
// Algorithm: Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008), without the copy of A:
// a broadcast reads A in place as fast as from a panel, unless its rows are a multiple of 4 KiB apart.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"
#include "kernels/pages.h"

namespace kernels {

class PackedMatrix;
class Team;

// C = alpha * op(A) * op(B) + beta * C, all row-major, op(A) m x k, op(B) k x n, C m x n. Strides are the distances
// between rows in floats, at least the rows' lengths. C overlaps neither A nor B.
struct Gemm {
  std::size_t m, n, k;
  const float* a;
  std::size_t a_stride;
  const float* b;
  std::size_t b_stride;
  float* c;
  std::size_t c_stride;
  float alpha = 1, beta = 0;
  bool transpose_a = false;              // A is stored k x m
  bool transpose_b = false;              // B is stored n x k
  const PackedMatrix* packed = nullptr;  // takes the place of b, b_stride and transpose_b
  std::size_t packed_column = 0;         // where its columns start, a multiple of GemmBlock::padding
};

// Performs it in memory that belongs to the calling thread, which is allocated when a thread first needs that much.
// Ends the program with a sentence on what gemm_problem() would name.
void gemm(const Gemm& g);

// The same, shared out among the team's threads in pieces of C that are handed out as threads come free.
void gemm(const Gemm& g, Team& team);

// Returns what is wrong with the shapes: a null operand, a stride below the width, a size that overflows the address
// space, C overlapping A or B; nullptr when nothing is.
const char* gemm_problem(const Gemm& g);

// B, or its transpose, in the order in which the current instruction set reads it: worth it from the second product on.
// Products with it run on the instruction set that was current when it was made.
class PackedMatrix {
 public:
  PackedMatrix(const float* b, std::size_t b_stride, std::size_t k, std::size_t n, bool transpose_b = false);
  PackedMatrix(const PackedMatrix&) = delete;
  PackedMatrix& operator=(const PackedMatrix&) = delete;
  // Takes new values of the same shape, allocating nothing.
  void assign(const float* b, std::size_t b_stride, bool transpose_b = false);
  std::size_t k() const { return k_; }
  std::size_t n() const { return n_; }
  Isa isa() const { return isa_; }
  const float* data() const { return memory_.get(); }

 private:
  std::size_t k_, n_;
  Isa isa_;
  Pages memory_;
};

// Performs it, unchecked, in memory of the caller: gemm_workspace_floats(g), 64-byte aligned. `packed` must be of the
// instruction set that runs.
extern const Kernel<void(const Gemm& g, float* workspace)> gemm_in;
std::size_t gemm_workspace_floats(const Gemm& g);

// Writes op(B), k x n, as gemm_in reads it: gemm_packed_floats(k, n), 64-byte aligned.
extern const Kernel<void(const Gemm& g, float* packed)> gemm_pack;
std::size_t gemm_packed_floats(std::size_t k, std::size_t n);

// Upper limits of a block of A (rows x depth) and of B (depth x columns): 1 MiB and 4 MiB, so that a block of A stays
// in the second-level cache while it meets all of B's block. WebAssembly cannot ask for memory ahead of time: its
// blocks are deeper, because after each one C comes from farther away.
struct GemmBlock {
#ifdef __EMSCRIPTEN__
  static constexpr std::size_t rows = 512, columns = 1024, depth = 1024;
#else
  static constexpr std::size_t rows = 512, columns = 2048, depth = 512;
#endif
  static constexpr std::size_t panel_depth = 4096;  // of a packed panel of a B that is read in place otherwise
  static constexpr std::size_t padding = 64;  // no tile is higher or wider, no row of a packed A is longer by more
};

}  // namespace kernels
