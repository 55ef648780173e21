// The part of the matrix product that copies operands into the order in which a tile reads them. Like vec.h it belongs
// to one pass.
#pragma once

#include "kernels/gemm.h"
#include "kernels/gemm_tile.h"

namespace kernels::KERNEL_ISA {
namespace {

constexpr size smaller(size a, size b) { return a < b ? a : b; }

// to = the transpose of `from`, m x n, a square of whole vectors at a time, along the rows of `from`, which so come
// ahead of need. Strides are floats between rows.
KERNEL_NOINLINE void transpose(const float* from, size from_stride, size m, size n, float* to, size to_stride) {
  constexpr size side = lanes<float>;
  for (size i = 0; i < m; i += side) {
    const size down = smaller(side, m - i);
    for (size j = 0; j < n; j += side) {
      const size across = smaller(side, n - j);
      const float* at = from + i * from_stride + j;
      float* out = to + j * to_stride + i;
      if (across < side || down < side) {
        for (size y = 0; y < down; ++y) {
          for (size x = 0; x < across; ++x) out[x * to_stride + y] = at[y * from_stride + x];
        }
        continue;
      }
      vec<float> square[side];
      KERNEL_UNROLL for (size y = 0; y < side; ++y) square[y] = load(at + y * from_stride);
      transpose(square);
      KERNEL_UNROLL for (size y = 0; y < side; ++y) store(out + y * to_stride, square[y]);
    }
  }
}

// Copies a panel of op(B), `width` columns from row p on, the rest up to `wide` zero.
KERNEL_NOINLINE void pack_panel(const Gemm& g, size p, size j, size depth, size width, float* panel) {
  if (g.transpose_b) {
    transpose(g.b + j * g.b_stride + p, g.b_stride, width, depth, panel, wide);
    if (width == wide) return;
    for (size y = 0; y < depth; ++y) {
      for (size x = width; x < wide; ++x) panel[y * wide + x] = 0;
    }
    return;
  }
  const float* from = g.b + p * g.b_stride + j;
  if (width == wide) {
    for (size d = 0; d < depth; ++d, panel += wide, from += g.b_stride) {
      KERNEL_UNROLL for (size x = 0; x < wide; x += lanes<float>) store(panel + x, load(from + x));
    }
    return;
  }
  const size whole = width / lanes<float> * lanes<float>;
  for (size d = 0; d < depth; ++d, panel += wide, from += g.b_stride) {
    for (size x = 0; x < whole; x += lanes<float>) store(panel + x, load(from + x));
    size x = whole;
    if (x < width) {
      store(panel + x, load_some(from + x, width - x));
      x += lanes<float>;
    }
    for (; x < wide; x += lanes<float>) store(panel + x, vec<float>(0.0f));
  }
}

// Copies rows i to i + m of op(A), `depth` long from column p on; returns the distance between the copied rows, an odd
// number of cache lines.
KERNEL_NOINLINE size pack_rows(const Gemm& g, size i, size p, size m, size depth, float* to) {
  const size stride = (depth / 16 | 1) * 16 + 16 * (depth / 16 % 2 ? 2 : 0);
  if (g.transpose_a) {
    transpose(g.a + p * g.a_stride + i, g.a_stride, depth, m, to, stride);
    return stride;
  }
  for (size y = 0; y < m; ++y) {
    const float* from = g.a + (i + y) * g.a_stride + p;
    size d = 0;
    for (; d + lanes<float> <= depth; d += lanes<float>) store(to + y * stride + d, load(from + d));
    for (; d < depth; ++d) to[y * stride + d] = from[d];
  }
  return stride;
}

}  // namespace
}  // namespace kernels::KERNEL_ISA
