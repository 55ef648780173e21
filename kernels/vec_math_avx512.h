// Exponentials, sigmoid and tanh where one instruction looks up sixteen values: short polynomials with tables instead
// of long ones.
#pragma once

#include "kernels/exp_table.h"
#include "kernels/tanh_table.h"

namespace kernels::KERNEL_ISA {
namespace {

// table[index mod 16], lane by lane.
KERNEL_INLINE vec<float> lookup(const float (&table)[16], __m512i index) {
  return _mm512_permutexvar_ps(index, _mm512_load_ps(table));
}

// x = sign n ln 2 + s with |s| <= ln 2 / 32: n is a multiple of 1/16, and the low bits of `index` count the sixteenths.
struct Sixteenths {
  vec<float> n, s;
  __m512i index;
};
template <int sign>
KERNEL_INLINE Sixteenths split_by_sixteenths(vec<float> x) {
  const vec<float> shift(786432.0f);  // 1.5 * 2^19: adding it rounds to sixteenths
  const vec<float> shifted = fma(x, vec<float>(sign * 1.44269504f), shift);
  const vec<float> n = shifted - shift;
  return {n, fma(n, vec<float>(sign * 2.12194440e-4f), fma(n, vec<float>(sign * -0.693359375f), x)), bits(shifted)};
}

// exp(x) for x <= 0, 0 below -104, within 1.2 units in the last place; NaN stays NaN.
KERNEL_INLINE vec<float> exp_of_negative(vec<float> x) {
  const Sixteenths at = split_by_sixteenths<1>(max(vec<float>(-104.0f), x));
  const vec<float> power = _mm512_scalef_ps(lookup(exp_powers, at.index), at.n);
  const vec<float> rest = fma(at.s * fma(at.s, vec<float>(exp_rest[1]), vec<float>(exp_rest[0])), at.s, at.s);
  return fma(rest, power, power);
}

// 1 / (1 + exp(-x)), both times 2^-64, so that exp(104) is finite and a denormal result is rounded once, by the
// division. exp(-x) is a power of two, a little too great, less the rest that the polynomial gives: see
// fit_exp.py. The rest is taken off the lesser one of 1 and the power, where its rounding costs least.
KERNEL_INLINE vec<float> sigmoid_of(vec<float> x) {
  // Below -104 the result rounds to 0. min and max return their second operand for NaN.
  x = min(vec<float>(104.0f), max(vec<float>(-104.0f), x));
  const Sixteenths at = split_by_sixteenths<-1>(x);
  vec<float> rest(sigmoid_rest[3]);
  KERNEL_UNROLL for (int k = 2; k >= 0; --k) rest = fma(rest, at.s, vec<float>(sigmoid_rest[k]));
  const vec<float> one(0x1p-64f);
  const vec<float> power = _mm512_scalef_ps(lookup(sigmoid_powers, at.index), at.n);
  return one / (max(one, power) + vec<float>(_mm512_fnmadd_ps(rest, power, min(one, power))));
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
