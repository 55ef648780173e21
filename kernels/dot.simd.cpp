// Four accumulators: two loads a cycle feed one fused addition, whose latency is four.
#include "kernels/dot.h"

#include "kernels/vec.h"

#ifdef KERNEL_PASS_avx512
namespace kernels::avx2 {
float dot(const float* a, const float* b, std::size_t n);
}
#endif

namespace kernels::KERNEL_ISA {
namespace {

KERNEL_INLINE float sum_of_products(const float* a, const float* b, size n) {
  constexpr size chains = 4;
  constexpr size step = lanes<float>;
  vec<float> total[chains];
  KERNEL_UNROLL for (size c = 0; c < chains; ++c) total[c] = vec<float>(0.0f);
  size i = 0;
  constexpr size round = chains * step;
  const auto step_on = [&]() KERNEL_INLINE_LAMBDA {
    KERNEL_UNROLL for (size c = 0; c < chains; ++c) {
      total[c] = fma(load(a + i + c * step), load(b + i + c * step), total[c]);
    }
    i += round;
  };
#ifdef KERNEL_PASS_simd128
  // Two steps share V8's check for interrupts, each in a block of its own, as in gemm_tile_v8.h.
  KERNEL_NO_UNROLL while (i + round <= n) {
    step_on();
    if (i + round > n) break;
    step_on();
  }
#else
  while (i + round <= n) step_on();
#endif
  vec<float> even = total[0] + total[2], odd = total[1] + total[3];
  if (i + 2 * step <= n) {
    even = fma(load(a + i), load(b + i), even);
    odd = fma(load(a + i + step), load(b + i + step), odd);
    i += 2 * step;
  }
  if (i + step <= n) {
    even = fma(load(a + i), load(b + i), even);
    i += step;
  }
  if (i < n) odd = fma(load_some(a + i, n - i), load_some(b + i, n - i), odd);
  return sum(even + odd);
}

#ifdef KERNEL_PASS_avx512
constexpr size first_level = 6144, near_half_of_second = 32768;

// Out of the second-level cache AMD's Zen 5 reads 32 bytes at a time faster than 64, Intel does not; every AVX-512 has
// AVX2. A function of its own: inside of dot() it made g++ address the loop by index, 5 % of 1000 values.
KERNEL_NOINLINE float dot_from_second_level(const float* a, const float* b, size n) {
  return __builtin_cpu_is("intel") ? sum_of_products(a, b, n) : avx2::dot(a, b, n);
}
#endif

}  // namespace

float dot(const float* a, const float* b, std::size_t n) {
#ifdef KERNEL_PASS_avx512
  if (n > first_level && n <= near_half_of_second) return dot_from_second_level(a, b, n);
#endif
  return sum_of_products(a, b, n);
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(dot)
