// sigmoid and tanh where one instruction looks up sixteen values: short polynomials with tables instead of long ones.
#pragma once

#include "kernels/tanh_table.h"

namespace kernels::KERNEL_ISA {
namespace {

// table[index mod 16], lane by lane.
KERNEL_INLINE vec<float> lookup(const float (&table)[16], __m512i index) {
  return _mm512_permutexvar_ps(index, _mm512_load_ps(table));
}

// 2^(j/16 - 64) in 6 bits, and the logarithm of what that rounding multiplied it by: sums of the table's values and
// powers of two between 2^-18 and 2^18 are exact.
alignas(64) constexpr float exp2_sixteenths[16] = {
    0x1p-64f,    0x1.08p-64f, 0x1.18p-64f, 0x1.2p-64f, 0x1.3p-64f, 0x1.4p-64f, 0x1.48p-64f, 0x1.58p-64f,
    0x1.68p-64f, 0x1.78p-64f, 0x1.88p-64f, 0x1.ap-64f, 0x1.bp-64f, 0x1.cp-64f, 0x1.d8p-64f, 0x1.e8p-64f};
alignas(64) constexpr float exp2_roundings[16] = {
    0.0f,           -0x1.9b3d5ep-7f, 0x1.851f18p-9f, -0x1.8f2e88p-7f, -0x1.789472p-10f, 0x1.ac4812p-8f, -0x1.8c4c12p-7f,
    -0x1.fe5f9p-8f, -0x1.7214fep-8f, -0x1.675f6p-8f, -0x1.d3710cp-8f, 0x1.25e682p-7f,   0x1.bc0a4ep-9f, -0x1.d3710cp-9f,
    0x1.5b31a2p-8f, -0x1.33338ap-8f};

// 1 / (1 + exp(-x)), both times 2^-64, so that exp(104) is finite and a denormal result is rounded once, by the
// division. exp(-x) is the table's value times exp(-s) with |s| <= 0.035; what is added to 1 is not exp(-x) but first
// the table's value, whose rounding is known, then the small rest: one rounding instead of two.
KERNEL_INLINE vec<float> sigmoid_of(vec<float> x) {
  // Below -104 the result rounds to 0. min and max return their second operand for NaN.
  x = min(vec<float>(104.0f), max(vec<float>(-104.0f), x));
  const vec<float> shift(786432.0f);  // 1.5 * 2^19: adding it rounds to sixteenths, which then stand in the low bits
  const vec<float> shifted = fma(x, vec<float>(-1.44269504f), shift);
  const vec<float> n = shifted - shift;
  const __m512i index = bits(shifted);
  const vec<float> s =
      fma(n, vec<float>(-2.12194440e-4f), fma(n, vec<float>(0.693359375f), x)) + lookup(exp2_roundings, index);
  // 1 - exp(-s) = s - s^2 (a - b s): minimax fit, 1e-8 off.
  const vec<float> rest = _mm512_fnmadd_ps(s * fma(s, vec<float>(-0.1666757f), vec<float>(0.50004035f)), s, s);
  const vec<float> one(0x1p-64f);
  const vec<float> power = _mm512_scalef_ps(lookup(exp2_sixteenths, index), n);
  const vec<float> sum = one + power;
  const vec<float> lost = min(one, power) - (sum - max(one, power));  // by rounding: exact from the greater one on
  return one / (sum - vec<float>(_mm512_fmsub_ps(rest, power, lost)));
}

// x times tanh |x| / |x|, by tables: see fit_tanh.py.
KERNEL_INLINE vec<float> tanh_of(vec<float> v) {
  // From 9.02 on the result rounds to 1. min and max return their second operand for NaN.
  const vec<float> x = min(vec<float>(9.02f), max(vec<float>(-9.02f), v));
  const vec<float> u = abs(x) + vec<float>(0.625f);
  const __m512i index = _mm512_srli_epi32(bits(u), 21);
  const __m512i middle =
      _mm512_ternarylogic_epi32(bits(u), _mm512_set1_epi32(-1 << 21), _mm512_set1_epi32(1 << 20), 0xea);
  const vec<float> t = u - vec<float>(_mm512_castsi512_ps(middle));
  vec<float> ratio = lookup(tanh_table[5], index);
  KERNEL_UNROLL for (int k = 4; k >= 0; --k) ratio = fma(ratio, t, lookup(tanh_table[k], index));
  return ratio * x;
}

}  // namespace
}  // namespace kernels::KERNEL_ISA
