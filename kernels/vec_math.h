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
#ifdef KERNEL_PASS_simd128
  constexpr size together = 3;  // vectors whose waiting overlaps; natively a third one gained nothing
#else
  constexpr size together = 2;
#endif
  constexpr size step = lanes<float>;
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

// times * x = n * ln 2 + rest with |rest| <= ln 2 / 2, and scale = 2^(n + bias).
struct Split {
  vec<float> rest, scale;
};

// Adding 1.5 * 2^23 rounds to an integer, which then stands in the low bits: no conversion, which is slow in places.
// Valid for |n + bias| <= 126. ln 2 is subtracted in two parts, the first short enough for n * part to be exact.
template <int bias, int times = 1>
KERNEL_INLINE Split split_by_ln2(vec<float> x) {
  static_assert(times == 1 || times == 2);
  const vec<float> shift = constant(12582912.0f + float(bias));
  const vec<float> shifted = fma(x, constant(float(times) * 1.44269504f), shift);
  const vec<float> n = shifted - shift;
  const vec<float> rest = fma(n, constant(2.12194440e-4f), fma(n, constant(-0.693359375f), times == 1 ? x : x + x));
  return {rest, from_bits(shift_left<23>(bits(shifted)) + bits(constant(1.0f)))};
}

// Whether one instruction multiplies and adds.
#ifdef __FMA__
constexpr bool fuses = true;
#else
constexpr bool fuses = false;
#endif

// a + b r + c r^2 + d r^3 + e r^4: one after the other (Horner) where fma is one instruction, else in pairs (Estrin), a
// multiplication more and two thirds of the wait.
KERNEL_INLINE vec<float> polynomial(vec<float> r, float a, float b, float c, float d, float e) {
  if constexpr (fuses) {
    return fma(fma(fma(fma(constant(e), r, constant(d)), r, constant(c)), r, constant(b)), r, constant(a));
  }
  const vec<float> square = r * r;
  const vec<float> low = fma(constant(b), r, constant(a)), high = fma(constant(d), r, constant(c));
  return fma(fma(constant(e), square, high), square, low);
}

// exp(z) * 2^64 for z in [-104, 0]: the factor keeps a result that is denormal exact until it is taken out again.
KERNEL_INLINE vec<float> exp_scaled(vec<float> z) {
  const vec<float> one = constant(1.0f);
  const Split s = split_by_ln2<64>(z);
  const vec<float> r = s.rest;
  // exp(r) = 1 + r + r^2 q(r): minimax fit on |r| <= ln 2 / 2, 4e-9 off.
  const vec<float> q = polynomial(r, 0.49999994f, 0.16666518f, 0.041668423f, 0.008369064f, 0.001381388f);
  return fma(fma(q, r, one), r * s.scale, s.scale);
}

#ifndef __AVX512F__

// exp(x) for x <= 0, 0 below -104, within 1.5 units in the last place; NaN stays NaN.
KERNEL_INLINE vec<float> exp_of_negative(vec<float> x) {
  return exp_scaled(max(constant(-104.0f), x)) * constant(0x1p-64f);
}

// e / (1 + e) with e = exp(x), both times 2^64: then neither end of the range of results, denormal ones included,
// leaves what float can hold, and the left tail keeps its relative accuracy, which 0.5 + 0.5 tanh(x / 2) loses.
KERNEL_INLINE vec<float> sigmoid_of(vec<float> x) {
  // Below -104 the result rounds to 0, from 17 on to 1. min and max return their second operand for NaN.
  const vec<float> e = exp_scaled(min(constant(43.0f), max(constant(-104.0f), x)));
  return e / (constant(0x1p64f) + e);
}

// tanh |x| = m / (m + 2) with m = exp(2|x|) - 1, computed without forming exp: near zero m must keep the digits that
// the subtraction of 1 would cancel. One polynomial serves the whole range.
KERNEL_INLINE vec<float> tanh_of(vec<float> v) {
  const vec<std::int32_t> sign = bits(v) & bits(constant(-0.0f));
  const vec<float> magnitude = abs(v);
  // From 9.02 on the result rounds to 1. min returns its second operand for NaN.
  const vec<float> z = min(constant(10.0f), magnitude);
  const Split s = split_by_ln2<0, 2>(z);
  const vec<float> r = s.rest;
  // exp(r) - 1 = r + r^2 q(r): minimax fit on |r| <= ln 2 / 2, relatively 2e-8 off.
  const vec<float> q = polynomial(r, 0.49999997f, 0.1666654f, 0.04166721f, 0.0083668465f, 0.001388246f);
  const vec<float> small = fuses ? fma(q * r, r, r) : fma(q, r * r, r);
  const vec<float> m = fma(small, s.scale, s.scale - constant(1.0f));
  return from_bits(bits(m / (m + constant(2.0f))) | sign);
}

#endif

}  // namespace
}  // namespace kernels::KERNEL_ISA

#ifdef __AVX512F__
#include "kernels/vec_math_avx512.h"
#endif
