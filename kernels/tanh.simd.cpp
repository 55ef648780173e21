// tanh |x| = m / (m + 2) with m = exp(2|x|) - 1, computed without forming exp: near zero m must keep the digits that
// the subtraction of 1 would cancel. One polynomial serves the whole range.
#include "kernels/tanh.h"

#include "kernels/vec_math.h"

namespace kernels::KERNEL_ISA {

void tanh(const float* x, float* y, std::size_t n) {
  map(x, y, n, [](vec<float> v) {
    const vec<std::int32_t> sign = bits(v) & vec<std::int32_t>(INT32_MIN);
    const vec<float> magnitude = from_bits(bits(v) & vec<std::int32_t>(INT32_MAX));
    // From 9.02 on the result rounds to 1. min returns its second operand for NaN.
    const vec<float> z = min(vec<float>(10.0f), magnitude);
    const Split s = split_by_ln2<0>(z + z);
    const vec<float> r = s.rest;
    // exp(r) - 1 = r + r^2 q(r): minimax fit on |r| <= ln 2 / 2, relatively 2e-8 off.
    vec<float> q(0.001388246f);
    q = fma(q, r, vec<float>(0.0083668465f));
    q = fma(q, r, vec<float>(0.04166721f));
    q = fma(q, r, vec<float>(0.1666654f));
    q = fma(q, r, vec<float>(0.49999997f));
    const vec<float> small = fma(q * r, r, r);
    const vec<float> m = fma(small, s.scale, s.scale - vec<float>(1.0f));
    return from_bits(bits(m / (m + vec<float>(2.0f))) | sign);
  });
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(tanh)
