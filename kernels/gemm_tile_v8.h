// A whole tile for V8, which keeps the order of a WebAssembly loop's blocks but within one moves what has no side
// effect: of two steps in one block it multiplies everything before it adds, and runs out of registers. So each step is
// a block of its own, because the loop may end after any of them; three share the check for interrupts and the jump. V8
// extends a pointer to 64 bits in every step, except where the step itself has added to it: so pointers move before
// they are used, and KERNEL_OPAQUE keeps clang from moving that elsewhere.
#pragma once

#include <cstdint>

#include "kernels/gemm_operands.h"

#define KERNEL_OPAQUE(value) asm volatile("" : "+r"(value))

namespace kernels::KERNEL_ISA {
namespace {

// As tile() of gemm_tile.h, full width, depth at least 1, B read as it lies.
template <size rows, size vectors>
void whole_tile(const Operands& o, size depth, size) {
  constexpr size step = lanes<float>;
  vec<float> total[rows][vectors];
  KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
    KERNEL_UNROLL for (size j = 0; j < vectors; ++j) total[i][j] = vec<float>(0.0f);
  }
  const auto address = [](const float* from) { return reinterpret_cast<std::uintptr_t>(from); };
  const std::uintptr_t a_step = sizeof(float), b_step = o.b_depth * sizeof(float);
  std::uintptr_t at_a = address(o.a) - a_step, at_b = address(o.b) - b_step;
  const std::uintptr_t last_b = at_b + depth * b_step;
  const size a_row = o.a_row;
  // Adds one row of B; returns whether there is another.
  const auto step_on = [&] {
    at_b += b_step;
    at_a += a_step;
    KERNEL_OPAQUE(at_b);
    KERNEL_OPAQUE(at_a);
    const float* a = reinterpret_cast<const float*>(at_a);
    const float* b = reinterpret_cast<const float*>(at_b);
    vec<float> right[vectors];
    KERNEL_UNROLL for (size j = 0; j < vectors; ++j) right[j] = load(b + j * step);
    KERNEL_UNROLL for (size i = 0; i < rows; ++i) {
      const vec<float> left(a[i * a_row]);
      KERNEL_UNROLL for (size j = 0; j < vectors; ++j) total[i][j] = fma(left, right[j], total[i][j]);
    }
    return at_b != last_b;
  };
  KERNEL_NO_UNROLL while (step_on() && step_on() && step_on()) {}
  const vec<float> alpha(o.alpha);
  float* c = o.c;
  if (o.beta == 0) {
    KERNEL_UNROLL for (size i = 0; i < rows; ++i, c += o.c_row) {
      KERNEL_UNROLL for (size j = 0; j < vectors; ++j) store(c + j * step, alpha * total[i][j]);
    }
  } else {
    KERNEL_UNROLL for (size i = 0; i < rows; ++i, c += o.c_row) {
      KERNEL_UNROLL for (size j = 0; j < vectors; ++j) {
        store(c + j * step, fma(alpha, total[i][j], load(c + j * step)));
      }
    }
  }
}

}  // namespace
}  // namespace kernels::KERNEL_ISA
