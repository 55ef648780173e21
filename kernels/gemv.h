// Product of a matrix and a vector of single-precision floats.
//
//   gemv({.m = m, .n = n, .a = a, .a_stride = n, .x = x, .y = y});                      // y = A x
//   gemv({.m = m, .n = n, .a = a, .a_stride = n, .x = x, .y = y, .transpose = true});   // y = A^T x
//
// Any sizes, 0 and 1 included, and any alignment. NaN and infinity in A and x come through as in the sum of products;
// with beta = 0 what y held does not matter, NaN included. A sum over nothing is 0. Sums are reordered: an element is
// off by at most about as many roundings of its partial sums as it has products. The order depends on the instruction
// set and the sizes alone.
//
// Every element of A is read once, so that beyond the caches the speed is that of memory. Along rows, eight rows share
// each load of x; across them, a strip of columns stays in registers from the first row to the last, or, where A
// exceeds a mebibyte (in WebAssembly 128 KiB), eight rows at a time are added to y.
#pragma once

#include <cstddef>

#include "kernels/kernel.h"

namespace kernels {

// y = alpha * op(A) * x + beta * y. A is stored m x n, row-major, its rows a_stride >= n floats apart. x has n elements
// and y m, or with `transpose` x has m and y n. y overlaps neither A nor x.
struct Gemv {
  std::size_t m, n;
  const float* a;
  std::size_t a_stride;
  const float* x;
  float* y;
  float alpha = 1, beta = 0;
  bool transpose = false;
};

// Performs it. Ends the program with a sentence on what gemv_problem() would name.
void gemv(const Gemv& g);

// Returns what is wrong with the shapes: a null operand, a stride below the width, a size that overflows the address
// space, y overlapping A or x; nullptr when nothing is.
const char* gemv_problem(const Gemv& g);

// Performs it, unchecked.
extern const Kernel<void(const Gemv& g)> gemv_in;

}  // namespace kernels
