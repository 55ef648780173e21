// The doors of the matrix product: checks, the workspace of each thread, and packed matrices.
#include "kernels/gemm.h"

#include <algorithm>

#include "kernels/check.h"
#include "kernels/extent.h"
#include "kernels/pages.h"
#include "kernels/team.h"

namespace kernels {
namespace {

// Grown and then kept, so that a product in steady state allocates nothing.
class Workspace {
 public:
  float* at_least(std::size_t floats) {
    if (floats > size_ || !memory_.get()) {
      memory_ = Pages();
      memory_ = Pages(floats);
      size_ = floats;
    }
    return memory_.get();
  }

 private:
  Pages memory_;
  std::size_t size_ = 0;
};

std::size_t round_up(std::size_t x, std::size_t step) { return (x + step - 1) / step * step; }

}  // namespace

const char* gemm_problem(const Gemm& g) {
  if (g.packed && (g.packed->k() != g.k || g.packed_column % GemmBlock::padding != 0 ||
                   g.packed_column > g.packed->n() || g.packed->n() - g.packed_column < g.n)) {
    return "gemm: the packed matrix is not k x n";
  }
  const std::size_t a_width = g.transpose_a ? g.m : g.k, b_width = g.transpose_b ? g.k : g.n;
  if (g.a_stride < a_width) return "gemm: the rows of A are longer than a_stride";
  if (!g.packed && g.b_stride < b_width) return "gemm: the rows of B are longer than b_stride";
  if (g.c_stride < g.n) return "gemm: the rows of C are longer than c_stride";
  const Extent a = extent(g.a, g.transpose_a ? g.k : g.m, a_width, g.a_stride);
  const Extent b = g.packed ? Extent{} : extent(g.b, g.transpose_b ? g.n : g.k, b_width, g.b_stride);
  const Extent c = extent(g.c, g.m, g.n, g.c_stride);
  if (a.overflows || b.overflows || c.overflows) return "gemm: a matrix exceeds the address space";
  if (is_null(a) || is_null(b) || is_null(c)) return "gemm: an operand is null";
  if (overlap(c, a) || overlap(c, b)) return "gemm: C overlaps A or B";
  return nullptr;
}

std::size_t gemm_workspace_floats(const Gemm& g) {
  const std::size_t depth = std::min(g.k, GemmBlock::depth);
  const std::size_t rows = std::min(g.m, GemmBlock::rows) + GemmBlock::padding;
  const std::size_t columns = std::min(g.n, GemmBlock::columns) + GemmBlock::padding;
  // What reads B in place packs one panel, and keeps sums beside it where B is transposed.
  const std::size_t panel = std::min(g.k, GemmBlock::panel_depth), sums = std::min(g.n, GemmBlock::rows);
  return std::max((depth + GemmBlock::padding) * rows + depth * columns, (panel + sums) * GemmBlock::padding);
}

std::size_t gemm_packed_floats(std::size_t k, std::size_t n) { return k * round_up(n, GemmBlock::padding); }

void gemm(const Gemm& g) {
  if (const char* problem = gemm_problem(g)) KERNEL_CHECK(false, problem);
  thread_local Workspace workspace;
  float* memory = workspace.at_least(gemm_workspace_floats(g));
  if (g.packed) {
    gemm_in[g.packed->isa()](g, memory);
  } else {
    gemm_in(g, memory);
  }
}

namespace {

// A piece is wide enough that packing its part of B is a hundredth of its work, and small enough that the threads end
// together. B is packed by whoever needs it: a panel that another thread packs could be one to wait for.
struct Pieces {
  explicit Pieces(const Gemm& g)
      : rows(std::min(g.m, piece_rows)), down((g.m + piece_rows - 1) / piece_rows), across((g.n + width - 1) / width) {}
  Gemm piece(const Gemm& g, std::size_t i) const {
    const std::size_t row = i % down * piece_rows, column = i / down * width;
    Gemm p = g;
    p.m = std::min(rows, g.m - row);
    p.n = std::min(width, g.n - column);
    p.a += g.transpose_a ? row : row * g.a_stride;
    p.c += row * g.c_stride + column;
    if (g.packed) {
      p.packed_column += column;
    } else {
      p.b += g.transpose_b ? column * g.b_stride : column;
    }
    return p;
  }
  static constexpr std::size_t width = 64, piece_rows = 576;
  std::size_t rows, down, across;
};

}  // namespace

void gemm(const Gemm& g, Team& team) {
  if (const char* problem = gemm_problem(g)) KERNEL_CHECK(false, problem);
  if (g.m == 0 || g.n == 0) return;
  const Pieces pieces(g);
  team.run(pieces.down * pieces.across, [&](std::size_t i) { gemm(pieces.piece(g, i)); });
}

PackedMatrix::PackedMatrix(const float* b, std::size_t b_stride, std::size_t k, std::size_t n, bool transpose_b)
    : k_(k), n_(n), isa_(current()) {
  std::size_t floats = 0;
  KERNEL_CHECK(!__builtin_mul_overflow(n + GemmBlock::padding, k, &floats) && floats < PTRDIFF_MAX / sizeof(float),
               "PackedMatrix: the matrix exceeds the address space");
  memory_ = Pages(gemm_packed_floats(k, n));
  assign(b, b_stride, transpose_b);
}

void PackedMatrix::assign(const float* b, std::size_t b_stride, bool transpose_b) {
  KERNEL_CHECK(b_stride >= (transpose_b ? k_ : n_), "PackedMatrix: the rows of B are longer than b_stride");
  KERNEL_CHECK(b != nullptr || k_ == 0 || n_ == 0, "PackedMatrix: B is null");
  gemm_pack[isa_]({.m = 0,
                   .n = n_,
                   .k = k_,
                   .a = nullptr,
                   .a_stride = 0,
                   .b = b,
                   .b_stride = b_stride,
                   .c = nullptr,
                   .c_stride = 0,
                   .transpose_b = transpose_b},
                  memory_.get());
}

}  // namespace kernels
