// What a tile of a matrix product is given. Like vec.h it belongs to one pass.
#pragma once

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

// How a tile reads B.
enum class Read {
  near,    // from the first-level cache
  far,     // from farther away: its rows are asked for ahead of time
  asking,  // as far, and what the next column of tiles reads is asked for, too
  ahead,   // from the second-level cache, while another stretch of memory is asked for, which is read later
  copying  // for the first time: as far, and what was read goes to a panel for the tiles below
};

// Where a tile reads and writes, and what becomes of the sums: C = alpha * sums + beta * C, beta 0 or 1.
struct Operands {
  const float* a;
  size a_row;
  const float* b;
  size b_depth;
  float* c;
  size c_row;
  float alpha, beta;
  Read read;
  float* panel = nullptr;  // of the read that copies: rows of `wide`
  // What is read later. The read that asks ahead asks for a line in each step, `next_row` apart; the one that asks, for
  // each row of C, for `next_rows` rows of `wide`.
  const float* next = nullptr;
  size next_row = 0, next_rows = 0;
};

}  // namespace
}  // namespace kernels::KERNEL_ISA
