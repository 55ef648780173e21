// What single kernels need of a processor beyond the vectors of vec.h, and beyond what its instruction set promises:
// the caller asks first whether it is there.
#pragma once

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

// Four words of 64 bits side by side, with products of their lower 52 bits. Functions that use it stand between
// KERNEL_FUSED_BEGIN and KERNEL_FUSED_END, and run where has_fused_words() is true.
#ifdef __AVX512VL__
#define KERNEL_HAS_FUSED_WORDS 1
#ifdef __clang__
#define KERNEL_FUSED_BEGIN _Pragma("clang attribute push(__attribute__((target(\"avx512ifma\"))), apply_to = function)")
#define KERNEL_FUSED_END _Pragma("clang attribute pop")
#else
#define KERNEL_FUSED_BEGIN _Pragma("GCC push_options") _Pragma("GCC target(\"avx512ifma\")")
#define KERNEL_FUSED_END _Pragma("GCC pop_options")
#endif

inline bool has_fused_words() { return __builtin_cpu_supports("avx512ifma"); }

KERNEL_FUSED_BEGIN
struct FusedWords {
  __m256i words;

  static KERNEL_INLINE FusedWords of(std::uint64_t one) { return {_mm256_set1_epi64x((long long)one)}; }
  static KERNEL_INLINE FusedWords load(const std::uint64_t* from) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))};
  }
  KERNEL_INLINE void store(std::uint64_t* to) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), words); }
  // Lanes in another order; 0 where -1 stands.
  template <int a, int b, int c, int d>
  KERNEL_INLINE FusedWords pick() const {
    constexpr int kept = int(a >= 0) | int(b >= 0) << 1 | int(c >= 0) << 2 | int(d >= 0) << 3;
    return {_mm256_maskz_permutex_epi64(kept, words, (a & 3) | (b & 3) << 2 | (c & 3) << 4 | (d & 3) << 6)};
  }
};
KERNEL_INLINE FusedWords operator+(FusedWords a, FusedWords b) { return {_mm256_add_epi64(a.words, b.words)}; }
KERNEL_INLINE FusedWords operator-(FusedWords a, FusedWords b) { return {_mm256_sub_epi64(a.words, b.words)}; }
KERNEL_INLINE FusedWords operator&(FusedWords a, FusedWords b) { return {_mm256_and_si256(a.words, b.words)}; }
KERNEL_INLINE FusedWords operator<<(FusedWords a, int bits) { return {_mm256_slli_epi64(a.words, unsigned(bits))}; }
KERNEL_INLINE FusedWords operator>>(FusedWords a, int bits) { return {_mm256_srli_epi64(a.words, unsigned(bits))}; }
// Adds the lower, or the upper, 52 bits of the product of the lower 52 bits.
KERNEL_INLINE FusedWords add_low(FusedWords to, FusedWords a, FusedWords b) {
  return {_mm256_madd52lo_epu64(to.words, a.words, b.words)};
}
KERNEL_INLINE FusedWords add_high(FusedWords to, FusedWords a, FusedWords b) {
  return {_mm256_madd52hi_epu64(to.words, a.words, b.words)};
}
KERNEL_FUSED_END
#else
#define KERNEL_HAS_FUSED_WORDS 0
#define KERNEL_FUSED_BEGIN
#define KERNEL_FUSED_END
#endif

}  // namespace
}  // namespace kernels::KERNEL_ISA
