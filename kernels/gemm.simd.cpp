// Blocks of A and B are packed into panels that the innermost tile reads in order, and the tile keeps a small matrix of
// sums in registers. Where B fits the caches anyway, packing costs more than it saves: then the same tile reads A and B
// in place. The tile's shape is what differs between targets: it fills the registers and hides the latency of the fma.
#include "kernels/gemm.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

struct Shape {
  size rows, vectors;
};
#if defined(KERNEL_PASS_avx512)
constexpr Shape packed_shape = {14, 2}, direct_shape = {8, 2};
#elif defined(KERNEL_PASS_avx2)
constexpr Shape packed_shape = {6, 2}, direct_shape = {6, 2};
#elif defined(KERNEL_PASS_simd128)
// V8 spills from nine sums on, and halves the speed.
constexpr Shape packed_shape = {2, 4}, direct_shape = {2, 4};
#else
constexpr Shape packed_shape = {4, 2}, direct_shape = {4, 2};
#endif
// B is read in place up to this many floats: 128 KiB.
constexpr size direct_limit = 32768;

constexpr size smaller(size a, size b) { return a < b ? a : b; }
constexpr size round_up(size x, size step) { return (x + step - 1) / step * step; }
// The size of equal blocks, multiples of `step`, that cover `total` with at most `limit` each.
constexpr size even_block(size total, size limit, size step) {
  const size blocks = (total + limit - 1) / limit;
  return round_up((total + blocks - 1) / blocks, step);
}

// Where a tile reads and writes. Element (row, p) of A is a[row * a_row + p * a_depth].
struct Operands {
  const float* a;
  size a_row;
  const float* b;
  size b_depth;
  float* c;
  size c_row;
};

// Adds (or sets) a tile of C: `rows` high, and `width` of at most vectors * lanes wide. B has full width.
template <size rows, size vectors, size a_depth>
void tile(Operands o, size depth, size width, bool add) {
  constexpr size step = lanes<float>;
  const size a_row = a_depth == 1 ? o.a_row : 1;
  vec<float> total[rows][vectors];
  KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
    KERNEL_UNROLL for (size j = 0; j < vectors; ++j) total[i][j] = vec<float>(0.0f);
  }
  const float* a = o.a;
  const float* b = o.b;
  KERNEL_NO_UNROLL for (size p = 0; p < depth; ++p, a += a_depth, b += o.b_depth) {
    vec<float> right[vectors];
    KERNEL_UNROLL for (size j = 0; j < vectors; ++j) right[j] = load(b + j * step);
    KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
      const vec<float> left(a[i * a_row]);
      KERNEL_UNROLL for (size j = 0; j < vectors; ++j) total[i][j] = fma(left, right[j], total[i][j]);
    }
  }
  if (width == vectors * step) {
    KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
      KERNEL_UNROLL for (size j = 0; j < vectors; ++j) {
        float* to = o.c + i * o.c_row + j * step;
        store(to, add ? load(to) + total[i][j] : total[i][j]);
      }
    }
    return;
  }
  float edge[rows * vectors * step];
  KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
    KERNEL_UNROLL for (size j = 0; j < vectors; ++j) store(edge + (i * vectors + j) * step, total[i][j]);
  }
  for (size i = 0; i < rows; ++i) {
    for (size j = 0; j < width; ++j) {
      float* to = o.c + i * o.c_row + j;
      *to = add ? *to + edge[i * vectors * step + j] : edge[i * vectors * step + j];
    }
  }
}

// `m` rows of a column of tiles; what a full tile does not cover goes to lower ones.
template <size rows, size vectors, size a_depth>
void column(Operands o, size m, size depth, size width, bool add) {
  for (; m >= rows; m -= rows) {
    tile<rows, vectors, a_depth>(o, depth, width, add);
    o.a += rows * (a_depth == 1 ? o.a_row : 1);
    o.c += rows * o.c_row;
  }
  if constexpr (rows > 1) {
    if (m > 0) column<(rows > 8 ? 8 : rows / 2), vectors, a_depth>(o, m, depth, width, add);
  }
}

// A column of tiles no wider than `width` needs.
template <size rows, size vectors, size a_depth>
void fitting_column(Operands o, size m, size depth, size width, bool add) {
  if constexpr (vectors > 1) {
    if (width <= vectors / 2 * lanes<float>) {
      return fitting_column<rows, vectors / 2, a_depth>(o, m, depth, width, add);
    }
  }
  column<rows, vectors, a_depth>(o, m, depth, width, add);
}

// Copies `width` columns of B into a panel `full` wide, the rest zero.
void pack_b(const float* b, size b_stride, size depth, size width, size full, float* panel) {
  for (size p = 0; p < depth; ++p, panel += full) {
    const float* from = b + p * b_stride;
    size j = 0;
    for (; j + lanes<float> <= width; j += lanes<float>) store(panel + j, load(from + j));
    for (; j < width; ++j) panel[j] = from[j];
    for (; j < full; ++j) panel[j] = 0;
  }
}

// Copies up to a tile's rows of A into a panel in which the rows of one depth are neighbours.
void pack_a(const float* a, size a_stride, size rows, size depth, float* panel) {
  constexpr size full = packed_shape.rows;
  if (rows == full) {
    for (size p = 0; p < depth; ++p) {
      KERNEL_UNROLL for (size i = 0; i < full; ++i) panel[p * full + i] = a[i * a_stride + p];
    }
    return;
  }
  for (size p = 0; p < depth; ++p) {
    for (size i = 0; i < rows; ++i) panel[p * full + i] = a[i * a_stride + p];
  }
}

void in_place(const Gemm& g, float* workspace) {
  constexpr size full = direct_shape.vectors * lanes<float>;
  for (size j = 0; j < g.n; j += full) {
    const size width = smaller(full, g.n - j);
    Operands o = {g.a, g.a_stride, g.b + j, g.b_stride, g.c + j, g.c_stride};
    if (width < full) {
      pack_b(o.b, g.b_stride, g.k, width, full, workspace);
      o.b = workspace;
      o.b_depth = full;
    }
    fitting_column<direct_shape.rows, direct_shape.vectors, 1>(o, g.m, g.k, width, false);
  }
}

// Multiplies a packed block of A (m x depth) with a packed block of B (depth x n).
void multiply_block(const float* packed_a, const float* packed_b, size m, size n, size depth, float* c, size c_stride,
                    bool add) {
  constexpr size high = packed_shape.rows, wide = packed_shape.vectors * lanes<float>;
  for (size j = 0; j < n; j += wide) {
    for (size i = 0; i < m; i += high) {
      const Operands o = {packed_a + i * depth, 1, packed_b + j * depth, wide, c + i * c_stride + j, c_stride};
      fitting_column<high, packed_shape.vectors, high>(o, smaller(high, m - i), depth, smaller(wide, n - j), add);
    }
  }
}

void blocked(const Gemm& g, float* workspace) {
  constexpr size high = packed_shape.rows, wide = packed_shape.vectors * lanes<float>;
  static_assert(high <= GemmBlock::padding && wide <= GemmBlock::padding);
  const size depth_step = even_block(g.k, GemmBlock::depth, 1);
  const size row_step = even_block(g.m, GemmBlock::rows, high);
  const size column_step = even_block(g.n, GemmBlock::columns, wide);
  float* packed_b = workspace;
  float* packed_a = workspace + depth_step * smaller(column_step, round_up(g.n, wide));
  for (size j = 0; j < g.n; j += column_step) {
    const size n = smaller(column_step, g.n - j);
    for (size p = 0; p < g.k; p += depth_step) {
      const size depth = smaller(depth_step, g.k - p);
      for (size x = 0; x < n; x += wide) {
        pack_b(g.b + p * g.b_stride + j + x, g.b_stride, depth, smaller(wide, n - x), wide, packed_b + x * depth);
      }
      for (size i = 0; i < g.m; i += row_step) {
        const size m = smaller(row_step, g.m - i);
        for (size y = 0; y < m; y += high) {
          pack_a(g.a + (i + y) * g.a_stride + p, g.a_stride, smaller(high, m - y), depth, packed_a + y * depth);
        }
        multiply_block(packed_a, packed_b, m, n, depth, g.c + i * g.c_stride + j, g.c_stride, p > 0);
      }
    }
  }
}

}  // namespace

void gemm_in(const Gemm& g, float* workspace) {
  if (g.m == 0 || g.n == 0) return;
  // With as few rows as a tile has, every element of B is used once: nothing to gain from a copy.
  if (g.k == 0 || g.k * g.n <= direct_limit || g.m <= packed_shape.rows) {
    in_place(g, workspace);
  } else {
    blocked(g, workspace);
  }
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(gemm_in)
