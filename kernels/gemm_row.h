// One row times a packed matrix: panels side by side, whose sums stay in registers, so that what is read lies in order.
// From rows of the matrix as it is a processor would fetch a strip of each, and the next one far away. Like vec.h it
// belongs to one pass.
#pragma once

#include "kernels/gemm.h"
#include "kernels/gemm_tile.h"

namespace kernels::KERNEL_ISA {
namespace {

// Eight sums hide the latency of an addition; V8 spills more of them.
constexpr size row_sums = 8;

// Columns j to j + width of C, which `panels` panels hold, of each `vectors` vectors; the last vector may be cut short.
// The depth was packed in blocks of depth_step.
template <size panels, size vectors>
void across_panels(const Gemm& g, size depth_step, size j, size width) {
  constexpr size step = lanes<float>;
  vec<float> total[panels][vectors];
  KERNEL_UNROLL for (size s = 0; s < panels; ++s) {
    KERNEL_UNROLL for (size v = 0; v < vectors; ++v) total[s][v] = vec<float>(0.0f);
  }
  const size row = (g.packed->n() + wide - 1) / wide * wide;
  for (size p = 0; p < g.k; p += depth_step) {
    const size depth = g.k - p < depth_step ? g.k - p : depth_step;
    const float* a = g.a + p;
    const float* const end = a + depth;
    const float* b[panels];
    KERNEL_UNROLL for (size s = 0; s < panels; ++s) {
      b[s] = g.packed->data() + p * row + (g.packed_column + j + s * wide) * depth;
    }
    const auto step_on = [&]() KERNEL_INLINE_LAMBDA {
      const vec<float> left(*a++);
      KERNEL_UNROLL for (size s = 0; s < panels; ++s) {
        KERNEL_UNROLL for (size v = 0; v < vectors; ++v) total[s][v] = fma(left, load(b[s] + v * step), total[s][v]);
        b[s] += wide;
      }
    };
#ifdef KERNEL_PASS_simd128
    // Four steps share V8's check for interrupts, each in a block of its own, as in gemm_tile_v8.h.
    KERNEL_NO_UNROLL while (a < end) {
      step_on();
      if (a == end) break;
      step_on();
      if (a == end) break;
      step_on();
      if (a == end) break;
      step_on();
    }
#else
    KERNEL_UNROLL_TWICE while (a < end) step_on();
#endif
  }
  const vec<float> alpha(g.alpha), beta(g.beta);
  float* c = g.c + j;
  KERNEL_UNROLL for (size s = 0; s < panels; ++s) {
    KERNEL_UNROLL for (size v = 0; v < vectors; ++v, c += step) {
      const vec<float> scaled = alpha * total[s][v];
      const size left = width - (s * vectors + v) * step;
      if (left >= step) {
        store(c, g.beta == 0 ? scaled : fma(beta, load(c), scaled));
      } else {
        store_some(c, g.beta == 0 ? scaled : fma(beta, load_some(c, left), scaled), left);
      }
    }
  }
}

// The columns from j on, fewer than `wide` or as many.
template <size vectors>
void across_last(const Gemm& g, size depth_step, size j) {
  if constexpr (vectors > 0) {
    if (g.n - j > (vectors - 1) * lanes<float>) return across_panels<1, vectors>(g, depth_step, j, g.n - j);
    across_last<vectors - 1>(g, depth_step, j);
  }
}

// From column j on, as many panels at a time as leave `row_sums` sums, then half as many, and so on.
template <size panels>
void across_from(const Gemm& g, size depth_step, size j) {
  if constexpr (panels == 0) {
    across_last<shape.vectors>(g, depth_step, j);
  } else {
    for (; g.n - j >= panels * wide; j += panels * wide) {
      across_panels<panels, shape.vectors>(g, depth_step, j, panels * wide);
    }
    across_from<panels / 2>(g, depth_step, j);
  }
}

// C = alpha * A * B + beta * C, m = 1.
void packed_row(const Gemm& g, size depth_step) { across_from<row_sums / shape.vectors>(g, depth_step, 0); }

}  // namespace
}  // namespace kernels::KERNEL_ISA
