// Pieces that elementwise kernels share: a loop with a padded tail, and the split of an exponent into a power of two
// and a small rest. Like vec.h it belongs to one pass.
#pragma once

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

// y[i] = f(x[i]); y may be x. The tail runs through f in a padded copy, so f sees whole vectors only and every element
// gets the same arithmetic wherever it stands.
template <class F>
KERNEL_INLINE void map(const float* x, float* y, size n, F f) {
  constexpr size step = lanes<float>, together = 2;
  size i = 0;
  for (; i + together * step <= n; i += together * step) {
    vec<float> v[together];
    KERNEL_UNROLL for (size k = 0; k < together; ++k) v[k] = f(load(x + i + k * step));
    KERNEL_UNROLL for (size k = 0; k < together; ++k) store(y + i + k * step, v[k]);
  }
  for (; i + step <= n; i += step) store(y + i, f(load(x + i)));
  if (i == n) return;
  float padded[step] = {};
  for (size k = i; k < n; ++k) padded[k - i] = x[k];
  store(padded, f(load(padded)));
  for (size k = i; k < n; ++k) y[k] = padded[k - i];
}

// x = n * ln 2 + rest with |rest| <= ln 2 / 2, and scale = 2^(n + bias).
struct Split {
  vec<float> rest, scale;
};

// Adding 1.5 * 2^23 rounds to an integer, which then stands in the low bits: no conversion, which is slow in places.
// Valid for |n + bias| <= 126. ln 2 is subtracted in two parts, the first short enough for n * part to be exact.
template <int bias>
KERNEL_INLINE Split split_by_ln2(vec<float> x) {
  const vec<float> shift(12582912.0f + float(bias));
  const vec<float> shifted = fma(x, vec<float>(1.44269504f), shift);
  const vec<float> n = shifted - shift;
  const vec<float> rest = fma(n, vec<float>(2.12194440e-4f), fma(n, vec<float>(-0.693359375f), x));
  return {rest, from_bits(shift_left<23>(bits(shifted)) + vec<std::int32_t>(0x3f800000))};
}

}  // namespace
}  // namespace kernels::KERNEL_ISA
