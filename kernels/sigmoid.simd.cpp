// With e = exp(-|x|) <= 1: 1 / (1 + e) to the right of zero, e / (1 + e) to the left. Nothing overflows, and the left
// tail keeps its relative accuracy, which 0.5 + 0.5 tanh(x / 2) loses.
#include "kernels/sigmoid.h"

#include "kernels/vec_math.h"

namespace kernels::KERNEL_ISA {

void sigmoid(const float* x, float* y, std::size_t n) {
  map(x, y, n, [](vec<float> v) {
    const vec<float> one(1.0f);
    const vec<std::int32_t> sign(INT32_MIN);
    // Below -104 the result rounds to 0. max returns its second operand for NaN.
    const vec<float> z = max(vec<float>(-104.0f), from_bits(bits(v) | sign));
    // 2^-64 is taken out of the scale, which could not hold a denormal number, and put in at the end.
    const Split s = split_by_ln2<64>(z);
    const vec<float> r = s.rest;
    // exp(r) = 1 + r + r^2 q(r): minimax fit on |r| <= ln 2 / 2, 4e-9 off.
    vec<float> q(0.001381388f);
    q = fma(q, r, vec<float>(0.008369064f));
    q = fma(q, r, vec<float>(0.041668423f));
    q = fma(q, r, vec<float>(0.16666518f));
    q = fma(q, r, vec<float>(0.49999994f));
    const vec<float> e = (fma(fma(q, r, one), r, one) * s.scale) * vec<float>(0x1p-64f);
    return select_negative(v, e, one) / (one + e);
  });
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(sigmoid)
