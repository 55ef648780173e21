// The part of the matrix product that computes: a tile keeps a small matrix of sums in registers while it walks the
// depth. Its shape is what differs between targets: it fills the registers and hides the latency of the fma. Like vec.h
// it belongs to one pass.
#pragma once

#include "kernels/gemm_operands.h"
#include "kernels/gemm_tile_v8.h"
#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

struct Shape {
  size rows, vectors;
  bool whole = false;  // whether a tile of all rows and vectors is whole_tile()
};
#if defined(KERNEL_PASS_avx512)
constexpr Shape shape = {6, 4};
#elif defined(KERNEL_PASS_avx2)
constexpr Shape shape = {6, 2};
#elif defined(KERNEL_PASS_simd128)
// V8 spills from nine sums on, and halves the speed.
constexpr Shape shape = {2, 4, true};
#else
constexpr Shape shape = {4, 2};
#endif
constexpr size wide = shape.vectors * lanes<float>;
// With up to this many rows an element of B is used so seldom that a copy costs more than it saves. Then what is read
// counts more than the shape of a tile: narrow ones, which are higher, read B less often than several wide ones.
#ifdef KERNEL_PASS_avx512
constexpr size few_rows = 48, few_vectors = 2;
#else
constexpr size few_rows = 0, few_vectors = shape.vectors;
#endif
constexpr bool is_few(size rows) { return few_rows > 0 && rows > shape.rows && rows <= few_rows; }
// Whether the first tile of a column copies B, and whether a factor of 1 is told apart, which spares a tile of 64 deep
// one multiplication in 64. Under V8 neither gained anything, and both made the modules larger.
#ifdef __EMSCRIPTEN__
constexpr bool first_tile_copies = false, tells_one_apart = false;
#else
constexpr bool first_tile_copies = true, tells_one_apart = true;
#endif

template <size rows, size vectors>
KERNEL_INLINE void put(const Operands& o, const vec<float> (&total)[rows][vectors], size width) {
  constexpr size step = lanes<float>;
  const size last = width - (vectors - 1) * step, c_row = o.c_row;
  const vec<float> alpha(o.alpha);
  // What to do is asked once for a tile, not once for a vector of it.
  const auto each = [&, c = o.c](auto value) KERNEL_INLINE_LAMBDA {
    if (last == step) {
      float* row = c;
      KERNEL_UNROLL for (size i = 0; i < rows; ++i, row += c_row) {
        KERNEL_UNROLL for (size j = 0; j < vectors; ++j) {
          float* to = row + j * step;
          store(to, value(total[i][j], [to] { return load(to); }));
        }
      }
      return;
    }
    // Rows may be so short that a load of this part touches what was stored for the row above, and waits for it: all
    // are loaded before one is stored.
    vec<float> part[rows];
    KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
      const float* from = c + i * c_row + (vectors - 1) * step;
      part[i] = value(total[i][vectors - 1], [from, last] { return load_some(from, last); });
    }
    KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
      float* to = c + i * c_row;
      KERNEL_UNROLL for (size j = 0; j + 1 < vectors; ++j, to += step) {
        store(to, value(total[i][j], [to] { return load(to); }));
      }
      store_some(to, part[i], last);
    }
  };
  if constexpr (tells_one_apart) {
    if (o.beta == 0 && o.alpha == 1) return each([](vec<float> x, auto) { return x; });
  }
  if (o.beta == 0) {
    each([=](vec<float> x, auto) { return alpha * x; });
  } else {
    each([=](vec<float> x, auto was) { return fma(alpha, x, was()); });
  }
}

// Where in A, B and the panel a tile is.
struct Place {
  const float* a;
  const float* b;
  float* panel;
};

// total += A * B over `depth`.
template <Read read, size rows, size vectors>
KERNEL_INLINE void walk(Place& at, const Operands& o, size depth, vec<float> (&total)[rows][vectors]) {
  constexpr size step = lanes<float>, ahead = read == Read::copying ? 8 : 12;
  const float* a = at.a;
  const float* b = at.b;
  float* panel = at.panel;
  const size a_row = o.a_row, b_depth = o.b_depth;
  KERNEL_UNROLL_TWICE for (size p = 0; p < depth; ++p, ++a, b += b_depth) {
    vec<float> right[vectors];
    if constexpr (read == Read::ahead) {
      KERNEL_PREFETCH_FAR(o.next + p * o.next_row);
    } else if constexpr (read != Read::near) {
      KERNEL_UNROLL for (size j = 0; j < vectors; ++j) KERNEL_PREFETCH(b + ahead * b_depth + j * step);
    }
    KERNEL_UNROLL for (size j = 0; j < vectors; ++j) right[j] = load(b + j * step);
    if constexpr (read == Read::copying) {
      KERNEL_UNROLL for (size j = 0; j < vectors; ++j) store(panel + j * step, right[j]);
      panel += wide;
    }
    KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
      const vec<float> left(a[i * a_row]);
      KERNEL_UNROLL for (size j = 0; j < vectors; ++j) total[i][j] = fma(left, right[j], total[i][j]);
    }
  }
  at = {a, b, panel};
}

// The same, while C, and what the next column reads, is asked for row by row over the last quarter of the way: all at
// once, those lines would keep the ones of A and B waiting, and earlier B would push C out of the first-level cache.
template <Read read, size rows, size vectors>
KERNEL_INLINE void walk_and_ask(Place at, const Operands& o, size depth, vec<float> (&total)[rows][vectors]) {
  if constexpr (read == Read::near || read == Read::ahead || !KERNEL_PREFETCHES) {
    walk<read>(at, o, depth, total);
  } else {
    const size share = depth / (4 * rows);
    const float* c = o.c;
    const float* next = o.next;
    KERNEL_NO_UNROLL for (size i = 0; i <= rows; ++i) {
      if (i > 0) {
        KERNEL_UNROLL for (size j = 0; j < vectors; ++j) KERNEL_PREFETCH_TO_WRITE(c + j * lanes<float>);
        c += o.c_row;
        if constexpr (read == Read::asking) {
          KERNEL_NO_UNROLL for (size r = 0; r < o.next_rows; ++r, next += o.next_row) {
            KERNEL_UNROLL for (size j = 0; j < wide; j += lanes<float>) KERNEL_PREFETCH_FAR(next + j);
          }
        }
      }
      walk<read>(at, o, i > 0 ? share : depth - rows * share, total);
    }
  }
}

// A tile of C, `rows` high and `width` wide, width in ((vectors - 1) * lanes, vectors * lanes]. B has full width. Each
// way of reading has a function of its own: in one for all, what the others keep at hand takes registers from the short
// ones.
template <Read read, size rows, size vectors>
void tile(const Operands& o, size depth, size width) {
  vec<float> total[rows][vectors];
  KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
    KERNEL_UNROLL for (size j = 0; j < vectors; ++j) total[i][j] = vec<float>(0.0f);
  }
  walk_and_ask<read>({o.a, o.b, o.panel}, o, depth, total);
  put(o, total, width);
}

using Tile = void (*)(const Operands&, size, size);
template <Read read, size vectors, size... rows>
struct Tiles {
  static constexpr Tile of_rows[] = {tile<read, rows, vectors>...};
};
template <Read read, size vectors, size count, size... rows>
struct TilesUpTo : TilesUpTo<read, vectors, count - 1, count, rows...> {};
template <Read read, size vectors, size... rows>
struct TilesUpTo<read, vectors, 0, rows...> : Tiles<read, vectors, rows...> {};

// A narrower tile is higher: it needs as many sums to hide the latency.
#ifdef KERNEL_PASS_simd128
constexpr size rows_of(size) { return shape.rows; }
#else
constexpr size rows_of(size vectors) {
  const size rows = shape.rows * shape.vectors / vectors;
  return rows < 16 ? rows : 16;
}
#endif

// The tile for that many rows and columns. A depth of 0 is possible. Only tiles of full width copy and ask, only narrow
// ones ask ahead.
template <size vectors>
Tile tile_of([[maybe_unused]] Read read, size rows, [[maybe_unused]] size depth, [[maybe_unused]] size width) {
  constexpr size most = rows_of(vectors);
  if constexpr (shape.whole && vectors == shape.vectors) {
    if (rows == shape.rows && width == wide && depth > 0) return whole_tile<shape.rows, shape.vectors>;
  }
  if constexpr (first_tile_copies && vectors == shape.vectors) {
    if (read == Read::copying) return TilesUpTo<Read::copying, vectors, most>::of_rows[rows - 1];
  }
  if constexpr (few_rows > 0 && vectors <= few_vectors) {
    if (read == Read::ahead) return TilesUpTo<Read::ahead, vectors, most>::of_rows[rows - 1];
  }
  if constexpr (KERNEL_PREFETCHES && vectors == shape.vectors) {
    if (read == Read::asking) return TilesUpTo<Read::asking, vectors, most>::of_rows[rows - 1];
  }
  if constexpr (KERNEL_PREFETCHES) {
    if (read != Read::near) return TilesUpTo<Read::far, vectors, most>::of_rows[rows - 1];
  }
  return TilesUpTo<Read::near, vectors, most>::of_rows[rows - 1];
}

// A column of tiles: m rows, at least one, `width` of at most `vectors` vectors wide. Rows are dealt out evenly,
// because a last tile of few rows waits for its own additions. A read that copies is the first tile's, and the others
// read what it left; one that asks ahead is that of as many tiles as a row of them asks for lines.
template <size vectors>
void column(Operands o, size m, size depth, size width) {
  if constexpr (vectors > 1) {
    if (width <= (vectors - 1) * lanes<float>) return column<vectors - 1>(o, m, depth, width);
  }
  constexpr size height = rows_of(vectors);
  const size tiles = (m + height - 1) / height, fewest = m / tiles, higher = m % tiles;
  for (size t = 0; t < tiles; ++t) {
    const size rows = fewest + (t < higher);
    tile_of<vectors>(o.read, rows, depth, width)(o, depth, width);
    o.a += rows * o.a_row;
    o.c += rows * o.c_row;
    if (KERNEL_PREFETCHES && o.read == Read::asking) o.next += rows * o.next_rows * o.next_row;
    if (few_rows > 0 && o.read == Read::ahead) {
      o.next += depth * o.next_row;
      if (t + 1 == vectors) o.read = Read::near;
    }
    if (first_tile_copies && o.read == Read::copying) {
      o.read = o.next_rows > 0 ? Read::asking : Read::far;
      o.b = o.panel;
      o.b_depth = wide;
    }
  }
}

}  // namespace
}  // namespace kernels::KERNEL_ISA
