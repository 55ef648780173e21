// A tile keeps a small matrix of sums in registers while it walks the depth. Blocks of B are packed into panels as wide
// as a tile; A is read in place. Where B fits the caches anyway, packing costs more than it saves and the same tile
// reads it in place. The tile's shape is what differs between targets: it fills the registers and hides the latency of
// the fma. Rows are dealt out evenly, because a last tile of few rows waits for its own additions.
#include "kernels/gemm.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

struct Shape {
  size rows, vectors;
};
#if defined(KERNEL_PASS_avx512)
constexpr Shape shape = {6, 4};
#elif defined(KERNEL_PASS_avx2)
constexpr Shape shape = {6, 2};
#elif defined(KERNEL_PASS_simd128)
// V8 spills from nine sums on, and halves the speed.
constexpr Shape shape = {2, 4};
#else
constexpr Shape shape = {4, 2};
#endif
constexpr size wide = shape.vectors * lanes<float>;
// A panel of B, as deep as a block and as wide as a tile, leaves room for rows of A in the first-level cache.
#ifdef KERNEL_PASS_simd128
constexpr size depth_limit = 256;
#else
constexpr size depth_limit = GemmBlock::depth;
#endif
// A processor that adds two vectors of 16 a cycle reads a panel of B so often that its rows must come from the
// second-level cache rarely: a higher block.
#ifdef KERNEL_PASS_avx512
constexpr size row_limit = GemmBlock::rows;
#else
constexpr size row_limit = GemmBlock::rows / 2;
#endif
static_assert(shape.rows <= GemmBlock::padding && GemmBlock::padding % wide == 0);
// B is read in place up to this many floats: 128 KiB.
constexpr size direct_limit = 32768;
// With up to this many rows an element of B is used so seldom that a copy costs more than it saves.
#ifdef KERNEL_PASS_avx512
constexpr size few_rows = 16;
#else
constexpr size few_rows = shape.rows;
#endif
// Rows a multiple of this many floats apart share so few sets of the first-level cache that a tile's rows evict each
// other: then a block of A is copied.
constexpr size aliasing_stride = 512;

constexpr size line = 16;  // floats of a cache line: what is transposed at a time

constexpr size smaller(size a, size b) { return a < b ? a : b; }
constexpr size round_up(size x, size step) { return (x + step - 1) / step * step; }
// The size of equal blocks, multiples of `step`, that cover `total` with at most `limit` each.
constexpr size even_block(size total, size limit, size step) {
  const size blocks = (total + limit - 1) / limit;
  return blocks == 0 ? step : round_up((total + blocks - 1) / blocks, step);
}

// Where a tile reads and writes, and what becomes of the sums: C = alpha * sums + beta * C.
struct Operands {
  const float* a;
  size a_row;
  const float* b;
  size b_depth;
  float* c;
  size c_row;
  float alpha, beta;
  bool is_far;  // B, a packed panel, and C are not in the first-level cache
};

// C = alpha * total + beta * C.
template <size rows, size vectors>
KERNEL_INLINE void put(const Operands& o, const vec<float> (&total)[rows][vectors], size width) {
  constexpr size step = lanes<float>;
  const size last = width - (vectors - 1) * step, c_row = o.c_row;
  const vec<float> alpha(o.alpha), beta(o.beta);
  // What to do is asked once for a tile, not once for a vector of it.
  const auto each = [&, c = o.c](auto value) {
    if (last == step) {
      KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
        KERNEL_UNROLL for (size j = 0; j < vectors; ++j) {
          float* to = c + i * c_row + j * step;
          store(to, value(total[i][j], [to] { return load(to); }));
        }
      }
      return;
    }
    KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
      KERNEL_UNROLL for (size j = 0; j < vectors; ++j) {
        float* to = c + i * c_row + j * step;
        if (j + 1 < vectors) {
          store(to, value(total[i][j], [to] { return load(to); }));
        } else {
          store_some(to, value(total[i][j], [to, last] { return load_some(to, last); }), last);
        }
      }
    }
  };
  if (o.beta == 0) {
    each([=](vec<float> x, auto) { return alpha * x; });
  } else {
    each([=](vec<float> x, auto was) { return fma(beta, was(), alpha * x); });
  }
}

// Where in A and B a tile is.
struct Place {
  const float* a;
  const float* b;
};

// total += A * B over `depth`. Where B is far, its rows are asked for ahead of time.
template <bool far, size rows, size vectors>
KERNEL_INLINE void walk(Place& at, const Operands& o, size depth, vec<float> (&total)[rows][vectors]) {
  constexpr size step = lanes<float>, ahead = 12;
  const float* a = at.a;
  const float* b = at.b;
  const size a_row = o.a_row, b_depth = o.b_depth;
  KERNEL_UNROLL_TWICE for (size p = 0; p < depth; ++p, ++a, b += b_depth) {
    vec<float> right[vectors];
    if constexpr (far) {
      KERNEL_UNROLL for (size j = 0; j < vectors; ++j) KERNEL_PREFETCH(b + ahead * wide + j * step);
    }
    KERNEL_UNROLL for (size j = 0; j < vectors; ++j) right[j] = load(b + j * step);
    KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
      const vec<float> left(a[i * a_row]);
      KERNEL_UNROLL for (size j = 0; j < vectors; ++j) total[i][j] = fma(left, right[j], total[i][j]);
    }
  }
  at = {a, b};
}

// A tile of C, `rows` high and `width` wide, width in ((vectors - 1) * lanes, vectors * lanes]. B has full width.
template <size rows, size vectors>
void tile(const Operands& o, size depth, size width) {
  vec<float> total[rows][vectors];
  KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
    KERNEL_UNROLL for (size j = 0; j < vectors; ++j) total[i][j] = vec<float>(0.0f);
  }
  Place at = {o.a, o.b};
  if (KERNEL_PREFETCHES && o.is_far) {
    // C is asked for row by row over half of the way: all at once, its lines would keep those of A and B waiting.
    const size share = depth / (2 * rows);
    const float* c = o.c;
    KERNEL_NO_UNROLL for (size i = 0; i <= rows; ++i, c += o.c_row) {
      if (i < rows) {
        KERNEL_UNROLL for (size j = 0; j < vectors; ++j) KERNEL_PREFETCH_TO_WRITE(c + j * lanes<float>);
      }
      walk<true>(at, o, i < rows ? share : depth - rows * share, total);
    }
  } else {
    walk<false>(at, o, depth, total);
  }
  put(o, total, width);
}

using Tile = void (*)(const Operands&, size, size);
template <size vectors, size... rows>
struct Tiles {
  static constexpr Tile of_rows[] = {tile<rows, vectors>...};
};
template <size vectors, size count, size... rows>
struct TilesUpTo : TilesUpTo<vectors, count - 1, count, rows...> {};
template <size vectors, size... rows>
struct TilesUpTo<vectors, 0, rows...> : Tiles<vectors, rows...> {};

// A narrower tile is higher: it needs as many sums to hide the latency.
#ifdef KERNEL_PASS_simd128
constexpr size rows_of(size) { return shape.rows; }
#else
constexpr size rows_of(size vectors) { return smaller(shape.rows * shape.vectors / vectors, 16); }
#endif

// A column of tiles: m rows, `width` of at most `vectors` vectors wide.
template <size vectors>
void column(Operands o, size m, size depth, size width) {
  if constexpr (vectors > 1) {
    if (width <= (vectors - 1) * lanes<float>) return column<vectors - 1>(o, m, depth, width);
  }
  constexpr size height = rows_of(vectors);
  const size tiles = (m + height - 1) / height;
  for (size t = 0, done = 0; t < tiles; ++t) {
    const size rows = (m - done + tiles - t - 1) / (tiles - t);
    TilesUpTo<vectors, height>::of_rows[rows - 1](o, depth, width);
    done += rows;
    o.a += rows * o.a_row;
    o.c += rows * o.c_row;
  }
}

// Copies a panel of op(B), `width` columns from row p on, the rest up to `wide` zero.
void pack_panel(const Gemm& g, size p, size j, size depth, size width, float* panel) {
  if (g.transpose_b) {
    const float* from = g.b + j * g.b_stride + p;
    size d = 0;
    for (; d + line <= depth; d += line) {
      for (size x = 0; x < width; ++x) {
        KERNEL_UNROLL for (size y = 0; y < line; ++y) panel[(d + y) * wide + x] = from[x * g.b_stride + d + y];
      }
    }
    for (; d < depth; ++d) {
      for (size x = 0; x < width; ++x) panel[d * wide + x] = from[x * g.b_stride + d];
    }
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
  for (size d = 0; d < depth; ++d, panel += wide, from += g.b_stride) {
    for (size x = 0; x < width; ++x) panel[x] = from[x];
    for (size x = width; x < wide; ++x) panel[x] = 0;
  }
}

// Copies rows i to i + m of op(A), `depth` long from column p on; returns the distance between the copied rows, an odd
// number of cache lines.
size pack_rows(const Gemm& g, size i, size p, size m, size depth, float* to) {
  const size stride = (depth / 16 | 1) * 16 + 16 * (depth / 16 % 2 ? 2 : 0);
  if (!g.transpose_a) {
    for (size y = 0; y < m; ++y) {
      const float* from = g.a + (i + y) * g.a_stride + p;
      size d = 0;
      for (; d + lanes<float> <= depth; d += lanes<float>) store(to + y * stride + d, load(from + d));
      for (; d < depth; ++d) to[y * stride + d] = from[d];
    }
    return stride;
  }
  for (size d0 = 0; d0 < depth; d0 += line) {
    for (size y = 0; y < m; ++y) {
      const size d1 = smaller(d0 + line, depth);
      for (size d = d0; d < d1; ++d) to[y * stride + d] = g.a[(p + d) * g.a_stride + i + y];
    }
  }
  return stride;
}

bool reads_rows_in_place(const Gemm& g) { return !g.transpose_a && (g.m == 1 || g.a_stride % aliasing_stride != 0); }

void in_place(const Gemm& g, float* workspace) {
  size j = 0;
  if (g.m == 1) {
    // A vector times a matrix: as many sums as hide the latency, side by side in one row.
    constexpr size across = 8;
    for (; j + across * lanes<float> <= g.n; j += across * lanes<float>) {
      tile<1, across>({g.a, g.a_stride, g.b + j, g.b_stride, g.c + j, g.c_stride, g.alpha, g.beta, false}, g.k,
                      across * lanes<float>);
    }
  }
  for (; j < g.n; j += wide) {
    const size width = smaller(wide, g.n - j);
    Operands o = {g.a, g.a_stride, g.b + j, g.b_stride, g.c + j, g.c_stride, g.alpha, g.beta, false};
    if (width % lanes<float> != 0) {
      pack_panel(g, 0, j, g.k, width, workspace);
      o.b = workspace;
      o.b_depth = wide;
    }
    column<shape.vectors>(o, g.m, g.k, width);
  }
}

// Few rows times the transpose of B: rows of A and of B meet as they lie, `together` rows of B at a time.
template <size together>
void dots(const Gemm& g, size i, size j) {
  const float* a = g.a + i * g.a_stride;
  const float* b = g.b + j * g.b_stride;
  vec<float> total[together];
  KERNEL_UNROLL for (size t = 0; t < together; ++t) total[t] = vec<float>(0.0f);
  size p = 0;
  for (; p + lanes<float> <= g.k; p += lanes<float>) {
    const vec<float> left = load(a + p);
    KERNEL_UNROLL for (size t = 0; t < together; ++t) total[t] = fma(left, load(b + t * g.b_stride + p), total[t]);
  }
  if (p < g.k) {
    const vec<float> left = load_some(a + p, g.k - p);
    KERNEL_UNROLL for (size t = 0; t < together; ++t) {
      total[t] = fma(left, load_some(b + t * g.b_stride + p, g.k - p), total[t]);
    }
  }
  float* c = g.c + i * g.c_stride + j;
  KERNEL_UNROLL for (size t = 0; t < together; ++t) {
    const float scaled = g.alpha * sum(total[t]);
    c[t] = g.beta == 0 ? scaled : g.beta * c[t] + scaled;
  }
}

void rows_meet_rows(const Gemm& g) {
  constexpr size together = 4;
  for (size i = 0; i < g.m; ++i) {
    size j = 0;
    for (; j + together <= g.n; j += together) dots<together>(g, i, j);
    for (; j < g.n; ++j) dots<1>(g, i, j);
  }
}

// Where B's packed panels lie: those of one block of the depth side by side, the blocks after each other.
size depth_block(const Gemm& g) { return even_block(g.k, depth_limit, 1); }

void blocked(const Gemm& g, float* workspace) {
  const size depth_step = depth_block(g);
  const size row_step = even_block(g.m, row_limit, shape.rows);
  const size column_step = even_block(g.n, GemmBlock::columns, wide);
  const bool rows_in_place = reads_rows_in_place(g);
  float* packed_b = workspace;
  float* packed_a = workspace + depth_step * smaller(column_step, round_up(g.n, wide));
  for (size j = 0; j < g.n; j += column_step) {
    const size n = smaller(column_step, g.n - j);
    for (size p = 0; p < g.k; p += depth_step) {
      const size depth = smaller(depth_step, g.k - p);
      const float* panels = packed_b;
      if (g.packed) {
        panels = g.packed->data() + p * round_up(g.packed->n(), wide) + (g.packed_column + j) * depth;
      } else {
        for (size x = 0; x < n; x += wide) pack_panel(g, p, j + x, depth, smaller(wide, n - x), packed_b + x * depth);
      }
      for (size i = 0; i < g.m; i += row_step) {
        const size m = smaller(row_step, g.m - i);
        Operands o = {g.a + i * g.a_stride + p, g.a_stride, nullptr, wide, nullptr, g.c_stride, g.alpha, 1, true};
        if (p == 0) o.beta = g.beta;
        if (!rows_in_place) {
          o.a_row = pack_rows(g, i, p, m, depth, packed_a);
          o.a = packed_a;
        }
        for (size x = 0; x < n; x += wide) {
          o.b = panels + x * depth;
          o.c = g.c + i * g.c_stride + j + x;
          column<shape.vectors>(o, m, depth, smaller(wide, n - x));
        }
      }
    }
  }
}

}  // namespace

void gemm_in(const Gemm& g, float* workspace) {
  if (g.m == 0 || g.n == 0) return;
  const bool plain = !g.transpose_a && !g.transpose_b && !g.packed;
  if (g.k == 0 || (plain && (g.k * g.n <= direct_limit || g.m <= few_rows))) {
    in_place(g, workspace);
  } else if (g.m <= 4 && g.transpose_b && !g.transpose_a && !g.packed) {
    rows_meet_rows(g);
  } else {
    blocked(g, workspace);
  }
}

void gemm_pack(const Gemm& g, float* packed) {
  const size depth_step = depth_block(g);
  for (size p = 0; p < g.k; p += depth_step) {
    const size depth = smaller(depth_step, g.k - p);
    for (size j = 0; j < g.n; j += wide) {
      pack_panel(g, p, j, depth, smaller(wide, g.n - j), packed + p * round_up(g.n, wide) + j * depth);
    }
  }
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(gemm_in)
KERNEL_EXPORT(gemm_pack)
