// Blocks of B are copied into panels as wide as a tile, by the first tile that reads them; A is read in place. Where B
// fits the caches anyway, or few rows use it, the same tile reads it in place; one row of A is a vector
// (gemv_transposed.h, gemm_row.h).
#include "kernels/gemm.h"

#include "kernels/gemm_pack.h"
#include "kernels/gemm_row.h"
#include "kernels/gemm_tile.h"
#include "kernels/gemv_transposed.h"

namespace kernels::KERNEL_ISA {
namespace {

// A panel of B, as deep as a block and as wide as a tile, leaves room for rows of A in the first-level cache; where C
// is larger than this many floats, half a MiB, and nothing asks for it ahead of time, the block is as deep as can be.
#ifdef KERNEL_PASS_simd128
constexpr size depth_limit = 344, large_c = 131072;
#else
constexpr size depth_limit = GemmBlock::depth, large_c = 0;
#endif
// A processor that adds two vectors of 16 a cycle reads a panel of B so often that its rows must come from the
// second-level cache rarely: a higher block. Deep panels come from there, too.
#if defined(KERNEL_PASS_avx512) || defined(__EMSCRIPTEN__)
constexpr size row_limit = GemmBlock::rows / 2;
#else
constexpr size row_limit = GemmBlock::rows / 4;
#endif
static_assert(shape.rows <= GemmBlock::padding && GemmBlock::padding % wide == 0);
// What gemm_workspace_floats() reckons with: row_block() takes up to twice the limit.
static_assert(2 * row_limit <= GemmBlock::rows && depth_limit <= GemmBlock::depth);
// B is read in place up to this many floats: 128 KiB.
constexpr size direct_limit = 32768;
// Few rows read B in blocks of whole rows, about this many floats (256 KiB): the next one comes to the second-level
// cache while this one is multiplied.
constexpr size stretch = 65536;
// Rows a multiple of this many floats apart share so few sets of the first-level cache that a tile's rows evict each
// other: then a block of A is copied.
constexpr size aliasing_stride = 1024;

constexpr size round_up(size x, size step) { return (x + step - 1) / step * step; }
// The size of equal blocks, multiples of `step`, that cover `total` with at most `limit` each.
constexpr size even_block(size total, size limit, size step) {
  const size blocks = (total + limit - 1) / limit;
  return blocks == 0 ? step : round_up((total + blocks - 1) / blocks, step);
}

bool reads_rows_in_place(const Gemm& g) { return !g.transpose_a && (g.m == 1 || g.a_stride % aliasing_stride != 0); }

// m rows of up to `wide` columns, in strips.
template <size vectors>
void strips(Operands o, size m, size depth, size width) {
  constexpr size strip = vectors * lanes<float>;
  for (; width > strip; width -= strip, o.b += strip, o.c += strip) column<vectors>(o, m, depth, strip);
  column<vectors>(o, m, depth, width);
}
void columns(const Operands& o, size m, size depth, size width) {
  if (is_few(m)) {
    strips<few_vectors>(o, m, depth, width);
  } else {
    column<shape.vectors>(o, m, depth, width);
  }
}

// A panel of B whose width is no whole number of vectors is packed, a stretch of the depth at a time.
KERNEL_NOINLINE void packed_in_place(const Gemm& g, Operands o, size j, size width, float* workspace) {
  o.b = workspace;
  o.b_depth = wide;
  size p = 0;
  do {
    const size depth = smaller(GemmBlock::panel_depth, g.k - p);
    pack_panel(g, p, j, depth, width, workspace);
    columns(o, g.m, depth, width);
    o.a += depth;
    o.beta = 1;
    p += depth;
  } while (p < g.k);
}

void in_place(const Gemm& g, float* workspace) {
  Operands o = {g.a, g.a_stride, g.b, g.b_stride, g.c, g.c_stride, g.alpha, g.beta, Read::near};
  if (g.k * g.n > direct_limit) o.read = Read::far;
  for (size j = 0; j < g.n; j += wide, o.b += wide, o.c += wide) {
    const size width = smaller(wide, g.n - j);
    if (width % lanes<float> != 0) return packed_in_place(g, o, j, width, workspace);  // the last one
    columns(o, g.m, g.k, width);
  }
}

// Few rows: strips as wide as a narrow tile walk down a block of B. Down all of B they would touch so little of each
// page of memory that the processor could not see what comes next. From the last block up, because what changed B
// before went from the first on and left its end in the caches.
void few_in_place(const Gemm& g, float* workspace) {
  constexpr size strip = few_vectors * lanes<float>;
  const size limit = smaller(stretch / g.n, GemmBlock::panel_depth);
  const size depth_step = even_block(g.k, limit < 64 ? 64 : limit, 1);
  for (size p = round_up(g.k, depth_step); p > 0;) {
    p -= depth_step;
    const size depth = smaller(depth_step, g.k - p);
    Operands o = {g.a + p, g.a_stride, g.b + p * g.b_stride, g.b_stride, g.c, g.c_stride, g.alpha, 1, Read::near};
    if (p + depth == g.k) o.beta = g.beta;
    const float* next = p > 0 ? o.b - depth_step * g.b_stride : nullptr;
    if (p > 0) o.read = Read::ahead;
    // A single tile asks for every other line; the processor fetches lines in pairs.
    o.next_row = g.m <= rows_of(few_vectors) ? strip : lanes<float>;
    for (size j = 0; j < g.n; j += strip, o.b += strip, o.c += strip) {
      const size width = smaller(strip, g.n - j);
      if (width % lanes<float> != 0) {
        pack_panel(g, p, j, depth, width, workspace);
        o.b = workspace;
        o.b_depth = wide;
      }
      if (p > 0) o.next = next + j * depth;
      column<few_vectors>(o, g.m, depth, width);
    }
  }
}

// A few rows times the transpose of B, as the transpose of B times that of A: B, the large one, is read as it lies.
void few_transposed(const Gemm& g, float* workspace) {
  Gemm turned = g;
  turned.b = g.a;
  turned.b_stride = g.a_stride;
  const size step = smaller(g.k, GemmBlock::panel_depth);
  float* sums = workspace + step * wide;
  for (size i = 0; i < g.n; i += row_limit) {
    const size rows = smaller(row_limit, g.n - i);
    for (size p = 0; p < g.k; p += step) {
      const size depth = smaller(step, g.k - p);
      if (i == 0 || step < g.k) pack_panel(turned, p, 0, depth, g.m, workspace);
      const float* b = g.b + i * g.b_stride + p;
      columns({b, g.b_stride, workspace, wide, sums, wide, g.alpha, p == 0 ? 0.0f : 1.0f, Read::near}, rows, depth,
              g.m);
    }
    transpose(sums, wide, rows, g.m, g.c + i, g.c_stride);
  }
}

// Very few rows times the transpose of B: rows of A and of B meet as they lie, `together` rows of B at a time.
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
size packed_depth(const Gemm& g) { return even_block(g.k, depth_limit, 1); }
size depth_block(const Gemm& g) {
  return g.packed || g.m * g.n <= large_c ? packed_depth(g) : even_block(g.k, GemmBlock::depth, 1);
}

// Rows of a block. Up to twice the limit they are one, if it is deep and has no more than 1 MiB: the panels of B are
// then used up one after the other and share one place, which stays in the caches. A shallow block of A better fits the
// first level.
size row_block(const Gemm& g, size depth) {
  constexpr size deep = 128, whole = 262144;
  const bool is_one = g.m <= 2 * row_limit && g.k >= deep && g.m * depth <= whole;
  return is_one ? round_up(g.m, shape.rows) : even_block(g.m, row_limit, shape.rows);
}

// Rows i to i + m of C, columns j to j + n, summed over p to p + depth.
struct Block {
  size i, j, p, m, n, depth;
};

// Has the tiles of a column ask for the panel that the next one reads. From rows of B that share few sets of the
// second-level cache it would be lost before it is read.
void ask_for_panel(Operands& o, const Block& s, const float* panel, size row) {
  if (!KERNEL_PREFETCHES || row % (aliasing_stride / 4) == 0) return;
  o.next = panel;
  o.next_row = row;
  o.next_rows = (s.depth + s.m / 2) / s.m;
  if (o.next_rows > 0) o.read = Read::asking;
}

// The panels of a block, `panel_step` apart, are packed when the first rows meet them.
void block(const Gemm& g, const Block& s, Operands o, const float* panels, float* packed, size panel_step) {
  const bool copies = !g.packed && s.i == 0;
  const float* b = g.b + s.p * g.b_stride + s.j;
  for (size x = 0; x < s.n; x += wide) {
    const size width = smaller(wide, s.n - x), next = x + wide;
    o.b = panels + x / wide * panel_step;
    o.c = g.c + s.i * g.c_stride + s.j + x;
    o.read = Read::far;
    o.next_rows = 0;
    if (next >= s.n) {
      if (s.i + s.m < g.m) ask_for_panel(o, s, panels, wide);
    } else if (!copies) {
      ask_for_panel(o, s, panels + next / wide * panel_step, wide);
    } else if (!g.transpose_b) {
      ask_for_panel(o, s, b + next, g.b_stride);
    }
    float* panel = packed + x / wide * panel_step;
    if (copies && first_tile_copies && width == wide && !g.transpose_b) {
      Operands first = o;
      first.read = Read::copying;
      first.b = b + x;
      first.b_depth = g.b_stride;
      first.panel = panel;
      column<shape.vectors>(first, s.m, s.depth, width);
      continue;
    }
    if (copies) pack_panel(g, s.p, s.j + x, s.depth, width, panel);
    columns(o, s.m, s.depth, width);
  }
}

void blocked(const Gemm& g, float* workspace) {
  const size depth_step = depth_block(g), row_step = row_block(g, depth_step);
  const size column_step = even_block(g.n, GemmBlock::columns, wide);
  const bool rows_in_place = reads_rows_in_place(g), one_place = !g.packed && g.m <= row_step;
  float* packed_a = workspace + depth_step * smaller(column_step, round_up(g.n, wide));
  for (size j = 0; j < g.n; j += column_step) {
    const size n = smaller(column_step, g.n - j);
    for (size p = 0; p < g.k; p += depth_step) {
      const size depth = smaller(depth_step, g.k - p);
      const float* panels = workspace;
      if (g.packed) panels = g.packed->data() + p * round_up(g.packed->n(), wide) + (g.packed_column + j) * depth;
      for (size i = 0; i < g.m; i += row_step) {
        const size m = smaller(row_step, g.m - i);
        Operands o = {g.a + i * g.a_stride + p, g.a_stride, nullptr, wide, nullptr, g.c_stride, g.alpha, 1, Read::far};
        if (p == 0) o.beta = g.beta;
        if (!rows_in_place) {
          o.a_row = pack_rows(g, i, p, m, depth, packed_a);
          o.a = packed_a;
        }
        block(g, {i, j, p, m, n, depth}, o, panels, workspace, one_place ? 0 : wide * depth);
      }
    }
  }
}

// A tile knows the factors 0 and 1.
void scale(const Gemm& g) {
  for (size i = 0; i < g.m; ++i) {
    for (size j = 0; j < g.n; ++j) g.c[i * g.c_stride + j] *= g.beta;
  }
}

}  // namespace

void gemm_in(const Gemm& asked, float* workspace) {
  Gemm g = asked;
  if (g.m == 0 || g.n == 0) return;
  const bool plain = !g.transpose_a && !g.transpose_b && !g.packed;
  if (plain && g.m == 1) return transposed({g.k, g.n, g.b, g.b_stride, g.a, g.c, g.alpha, g.beta, true});
  if (g.packed && g.m == 1 && !g.transpose_a) return packed_row(g, packed_depth(g));
  if (g.beta != 0 && g.beta != 1) {
    scale(g);
    g.beta = 1;
  }
  const bool b_transposed = g.transpose_b && !g.transpose_a && !g.packed;
  if (plain && g.k > 0 && is_few(g.m)) {
    few_in_place(g, workspace);
  } else if (b_transposed && g.k > 0 && is_few(g.m) && g.beta == 0 && g.b_stride % aliasing_stride != 0) {
    few_transposed(g, workspace);
  } else if (g.k == 0 || (plain && (g.k * g.n <= direct_limit || g.m <= shape.rows))) {
    in_place(g, workspace);
  } else if (b_transposed && g.m <= 4) {
    rows_meet_rows(g);
  } else {
    blocked(g, workspace);
  }
}

void gemm_pack(const Gemm& g, float* packed) {
  const size depth_step = packed_depth(g);
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
