// The xsimd door: what *.simd.cpp may use of a vector. vec<T> is one register of the pass's instruction set; in the
// scalar pass the same names are one lane wide and plain C++. Everything is in the pass's own namespaces, xsimd
// included (it is renamed), so that no two passes can share a symbol that one of them compiled with newer instructions.
#pragma once

#include <cstddef>
#include <cstdint>

#ifdef __clang__
#define KERNEL_UNROLL _Pragma("clang loop unroll(full)")
#define KERNEL_NO_UNROLL _Pragma("clang loop unroll(disable)")
#define KERNEL_UNROLL_TWICE KERNEL_NO_UNROLL  // V8 then spills registers
#else
#define KERNEL_UNROLL _Pragma("GCC unroll 64")
#define KERNEL_NO_UNROLL _Pragma("GCC unroll 1")
#define KERNEL_UNROLL_TWICE _Pragma("GCC unroll 2")
#endif
#define KERNEL_INLINE inline __attribute__((always_inline))
#define KERNEL_INLINE_LAMBDA __attribute__((always_inline))
// What is called seldom from several places: code has a size, too, and that of a WebAssembly module is downloaded.
#define KERNEL_NOINLINE __attribute__((noinline))
// Ask for a line that will be written, or read, soon, or read after much else; the address need not exist. WebAssembly
// has no such hint.
#ifdef __EMSCRIPTEN__
#define KERNEL_PREFETCHES false
#define KERNEL_PREFETCH_TO_WRITE(address) (void)(address)
#define KERNEL_PREFETCH(address) (void)(address)
#define KERNEL_PREFETCH_FAR(address) (void)(address)
#else
#define KERNEL_PREFETCHES true
#define KERNEL_PREFETCH_TO_WRITE(address) __builtin_prefetch(address, 1, 3)
#define KERNEL_PREFETCH(address) __builtin_prefetch(address, 0, 3)
#define KERNEL_PREFETCH_FAR(address) __builtin_prefetch(address, 0, 2)
#endif

#ifdef KERNEL_ARCH
#ifdef __EMSCRIPTEN__
#include <nmmintrin.h>
#include <wasm_simd128.h>
// Emscripten 3.1.6 converts lane by lane through lrint. NaN and overflow saturate here instead of giving 0x80000000.
static KERNEL_INLINE __m128i kernel_truncate(__m128 x) { return (__m128i)wasm_i32x4_trunc_sat_f32x4((v128_t)x); }
static KERNEL_INLINE __m128i kernel_round(__m128 x) {
  return (__m128i)wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest((v128_t)x));
}
// Nor does it use the instructions that are the same as SSE's, but compares and selects.
static KERNEL_INLINE __m128 kernel_min(__m128 a, __m128 b) { return (__m128)wasm_f32x4_pmin((v128_t)b, (v128_t)a); }
static KERNEL_INLINE __m128 kernel_max(__m128 a, __m128 b) { return (__m128)wasm_f32x4_pmax((v128_t)b, (v128_t)a); }
#define _mm_min_ps kernel_min
#define _mm_max_ps kernel_max
#define _mm_cvttps_epi32 kernel_truncate
#define _mm_cvtps_epi32 kernel_round
#endif
#define KERNEL_JOIN2(a, b) a##b
#define KERNEL_JOIN(a, b) KERNEL_JOIN2(a, b)
#define xsimd KERNEL_JOIN(xsimd_, KERNEL_ISA)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <xsimd/xsimd.hpp>
#pragma GCC diagnostic pop
#endif

namespace kernels::KERNEL_ISA {
namespace {

using size = std::size_t;

#ifdef KERNEL_ARCH

template <class T>
using vec = xsimd::batch<T, KERNEL_ARCH>;
template <class T>
inline constexpr size lanes = vec<T>::size;

template <class T>
KERNEL_INLINE vec<T> load(const T* from) {
  return vec<T>::load_unaligned(from);
}
template <class T>
KERNEL_INLINE void store(T* to, vec<T> x) {
  x.store_unaligned(to);
}
// The same at any address.
template <class T>
KERNEL_INLINE vec<T> load_at(const void* from) {
  return vec<T>::load_unaligned(static_cast<const T*>(from));
}
template <class T>
KERNEL_INLINE void store_at(void* to, vec<T> x) {
  x.store_unaligned(static_cast<T*>(to));
}
#if defined(__AVX2__) && !defined(__AVX512F__)
KERNEL_INLINE __m256i first_lanes(size count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(int(count)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
#endif
// The first `count` lanes, 0 < count < lanes, of memory that may end there; the other lanes are `filler`.
KERNEL_INLINE vec<float> load_some(const float* from, size count, float filler = 0) {
#if defined(__AVX512F__)
  return _mm512_mask_loadu_ps(_mm512_set1_ps(filler), __mmask16((1u << count) - 1), from);
#elif defined(__AVX2__)
  const __m256i mask = first_lanes(count);
  const __m256 loaded = _mm256_maskload_ps(from, mask);
  return filler == 0 ? loaded : _mm256_blendv_ps(_mm256_set1_ps(filler), loaded, _mm256_castsi256_ps(mask));
#else
  return _mm_setr_ps(from[0], count > 1 ? from[1] : filler, count > 2 ? from[2] : filler, filler);
#endif
}
KERNEL_INLINE void store_some(float* to, vec<float> x, size count) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(to, __mmask16((1u << count) - 1), x);
#elif defined(__AVX2__)
  _mm256_maskstore_ps(to, first_lanes(count), x);
#else
  float padded[lanes<float>];
  store(padded, x);
  for (size i = 0; i < count; ++i) to[i] = padded[i];
#endif
}
// A number that a loop needs in every round, in all lanes. An engine that compiles WebAssembly as it is written would
// make it anew in each; so it must look as if it could change.
KERNEL_INLINE vec<float> constant(float x) {
  vec<float>::register_type all = vec<float>(x);
#ifdef __EMSCRIPTEN__
  asm("" : "+r"(all));
#endif
  return all;
}
// a * b + c; fused where the instruction set fuses.
KERNEL_INLINE vec<float> fma(vec<float> a, vec<float> b, vec<float> c) {
#ifdef __AVX512F__
  return _mm512_fmadd_ps(a, b, c);  // xsimd 8.1 multiplies and adds here
#elif defined(__wasm_relaxed_simd__)
  return (__m128)__builtin_wasm_fma_f32x4((__m128)a, (__m128)b, (__m128)c);  // fused where the processor fuses
#else
  return xsimd::fma(a, b, c);
#endif
}
KERNEL_INLINE float sum(vec<float> x) {
#ifdef __AVX512F__
  return _mm512_reduce_add_ps(x);
#else
  return xsimd::hadd(x);
#endif
}
// No lane may be NaN.
KERNEL_INLINE float greatest(vec<float> x) {
#ifdef __AVX512F__
  return _mm512_reduce_max_ps(x);
#else
  float lane[lanes<float>];
  store(lane, x);
  float result = lane[0];
  for (size i = 1; i < lanes<float>; ++i) result = lane[i] > result ? lane[i] : result;
  return result;
#endif
}
KERNEL_INLINE vec<float> sqrt(vec<float> x) { return xsimd::sqrt(x); }
KERNEL_INLINE vec<float> abs(vec<float> x) { return xsimd::abs(x); }
// Stores past the caches, for results that exceed them; `to` is aligned to a whole vector. Ends with stream_fence().
KERNEL_INLINE void stream(float* to, vec<float> x) {
#if defined(__AVX512F__)
  _mm512_stream_ps(to, x);
#elif defined(__AVX__)
  _mm256_stream_ps(to, x);
#elif defined(__EMSCRIPTEN__)
  x.store_unaligned(to);
#else
  _mm_stream_ps(to, x);
#endif
}
KERNEL_INLINE void stream_fence() {
#ifndef __EMSCRIPTEN__
  _mm_sfence();
#endif
}
// Where either operand is NaN, min and max return the second one.
KERNEL_INLINE vec<float> min(vec<float> a, vec<float> b) { return xsimd::min(a, b); }
KERNEL_INLINE vec<float> max(vec<float> a, vec<float> b) { return xsimd::max(a, b); }
KERNEL_INLINE vec<std::int32_t> bits(vec<float> x) { return xsimd::bitwise_cast<vec<std::int32_t>>(x); }
KERNEL_INLINE vec<float> from_bits(vec<std::int32_t> x) { return xsimd::bitwise_cast<vec<float>>(x); }
template <int count>
KERNEL_INLINE vec<std::int32_t> shift_left(vec<std::int32_t> x) {
  return x << count;
}
template <int count>
KERNEL_INLINE vec<std::uint32_t> shift_left(vec<std::uint32_t> x) {
  return x << count;
}
// Of unsigned words: towards the lowest bit, with zeros or with what falls out.
template <int count>
KERNEL_INLINE vec<std::uint32_t> shift_right(vec<std::uint32_t> x) {
  return x >> count;
}
template <int count>
KERNEL_INLINE vec<std::uint64_t> shift_right(vec<std::uint64_t> x) {
  return x >> count;
}
// The products of the lower halves of the lanes.
KERNEL_INLINE vec<std::uint64_t> multiply_low(vec<std::uint64_t> a, vec<std::uint64_t> b) {
#if defined(__AVX512F__)
  return _mm512_mul_epu32(a, b);
#elif defined(__AVX2__)
  return _mm256_mul_epu32(a, b);
#else
  return _mm_mul_epu32(a, b);
#endif
}
// Writes the lowest byte of every lane.
KERNEL_INLINE void store_bytes(std::uint8_t* to, vec<std::uint32_t> x) {
#if defined(__AVX512F__)
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_cvtepi32_epi8(x));
#elif defined(__AVX2__)
  const __m256i lowest = _mm256_set1_epi32(0x0c080400), each = _mm256_shuffle_epi8(x, lowest);
  const __m128i both = _mm_unpacklo_epi32(_mm256_castsi256_si128(each), _mm256_extracti128_si256(each, 1));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(to), both);
#else
  const int all = _mm_cvtsi128_si32(_mm_shuffle_epi8(x, _mm_set1_epi32(0x0c080400)));
  __builtin_memcpy(to, &all, sizeof all);
#endif
}
// One byte for every lane.
KERNEL_INLINE vec<std::uint32_t> load_bytes(const std::uint8_t* from) {
#if defined(__AVX512F__)
  return _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
#elif defined(__AVX2__)
  return _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
#else
  int all;
  __builtin_memcpy(&all, from, sizeof all);
  return _mm_cvtepu8_epi32(_mm_cvtsi32_si128(all));
#endif
}
// Four vectors of signed bytes.
KERNEL_INLINE void load_signed_bytes(const std::int8_t* from, vec<float> (&to)[4]) {
#if defined(__AVX512F__)
  KERNEL_UNROLL for (size i = 0; i < 4; ++i) {
    const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 16 * i));
    to[i] = _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(part));
  }
#elif defined(__AVX2__)
  KERNEL_UNROLL for (size i = 0; i < 4; ++i) {
    const __m128i part = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from + 8 * i));
    to[i] = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(part));
  }
#else
  // Put as digits into 2^23 + 128, which is taken off again: Emscripten's compiler converts lane by lane.
  const __m128i raw = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  const __m128i all = _mm_xor_si128(raw, _mm_set1_epi8(-128)), zero = _mm_setzero_si128();
  const __m128i half[2] = {_mm_unpacklo_epi8(all, zero), _mm_unpackhi_epi8(all, zero)};
  const __m128i upper = _mm_set1_epi16(0x4b00);
  const vec<float> offset(0x1p23f + 128);
  KERNEL_UNROLL for (size i = 0; i < 2; ++i) {
    to[2 * i] = vec<float>(_mm_castsi128_ps(_mm_unpacklo_epi16(half[i], upper))) - offset;
    to[2 * i + 1] = vec<float>(_mm_castsi128_ps(_mm_unpackhi_epi16(half[i], upper))) - offset;
  }
#endif
}
// A bit for every lane in which the two differ, the first lane's the lowest.
KERNEL_INLINE unsigned differing(vec<std::int32_t> a, vec<std::int32_t> b) {
#if defined(__AVX512F__)
  return _mm512_cmpneq_epi32_mask(a, b);
#elif defined(__AVX2__)
  return 255u ^ unsigned(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(a, b))));
#else
  return 15u ^ unsigned(_mm_movemask_ps(_mm_castsi128_ps(_mm_cmpeq_epi32(a, b))));
#endif
}
// A bit for every lane with a >= b, the first lane's the lowest; none where either is NaN.
KERNEL_INLINE unsigned at_least(vec<float> a, vec<float> b) {
#if defined(__AVX512F__)
  return _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ);
#elif defined(__AVX2__)
  return unsigned(_mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_GE_OQ)));
#else
  return unsigned(_mm_movemask_ps(_mm_cmpge_ps(a, b)));
#endif
}
template <int count>
KERNEL_INLINE vec<std::uint32_t> rotate_right(vec<std::uint32_t> x) {
#ifdef __AVX512F__
  return _mm512_ror_epi32(x, count);
#else
  return (x >> count) | (x << (32 - count));
#endif
}
// Lane by lane: x > 0 ? yes : 0; 0 where x is NaN.
KERNEL_INLINE vec<float> where_positive(vec<float> x, vec<float> yes) {
#if defined(__AVX512F__)
  return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_GT_OQ), yes);
#elif defined(__AVX2__)
  return _mm256_and_ps(_mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_GT_OQ), yes);
#else
  return _mm_and_ps(_mm_cmpgt_ps(x, _mm_setzero_ps()), yes);
#endif
}

template <int... lane>
struct Lanes {};
template <int count, int... lane>
struct LanesUpTo : LanesUpTo<count - 1, count - 1, lane...> {};
template <int... lane>
struct LanesUpTo<0, lane...> : Lanes<lane...> {};

using Register = vec<float>::register_type;
template <int... lane>
KERNEL_INLINE void riffle(vec<float> (&x)[sizeof...(lane)], Lanes<lane...>) {
  constexpr int count = sizeof...(lane), half = count / 2;
  vec<float> y[count];
  KERNEL_UNROLL for (int r = 0; r < half; ++r) {
    const Register low = x[r], high = x[r + half];
    y[2 * r] = Register(__builtin_shufflevector(low, high, (lane / 2 + lane % 2 * count)...));
    y[2 * r + 1] = Register(__builtin_shufflevector(low, high, (half + lane / 2 + lane % 2 * count)...));
  }
  KERNEL_UNROLL for (int r = 0; r < count; ++r) x[r] = y[r];
}
// A square of vectors becomes its transpose: each riffle of its upper half with its lower one turns the bits of an
// element's place, row and lane, by one.
KERNEL_INLINE void transpose(vec<float> (&x)[lanes<float>]) {
  KERNEL_UNROLL for (size bit = 1; bit < lanes<float>; bit *= 2) riffle(x, LanesUpTo<int(lanes<float>)>());
}

#else

template <class T>
struct vec {
  T lane;
  vec() = default;
  KERNEL_INLINE vec(T x) : lane(x) {}  // NOLINT: converts as xsimd's batch does
  KERNEL_INLINE vec& operator+=(vec x) { return *this = vec(lane + x.lane); }
};
template <class T>
inline constexpr size lanes = 1;

template <class T>
KERNEL_INLINE vec<T> load(const T* from) {
  return vec<T>(*from);
}
template <class T>
KERNEL_INLINE void store(T* to, vec<T> x) {
  *to = x.lane;
}
template <class T>
KERNEL_INLINE vec<T> load_at(const void* from) {
  T lane;
  __builtin_memcpy(&lane, from, sizeof lane);
  return lane;
}
template <class T>
KERNEL_INLINE void store_at(void* to, vec<T> x) {
  __builtin_memcpy(to, &x.lane, sizeof x.lane);
}
KERNEL_INLINE vec<float> load_some(const float*, size, float filler = 0) { return filler; }  // one lane has no part
KERNEL_INLINE void store_some(float*, vec<float>, size) {}
#define KERNEL_LANE_OPERATOR(symbol)                         \
  template <class T>                                         \
  KERNEL_INLINE vec<T> operator symbol(vec<T> a, vec<T> b) { \
    return vec<T>(a.lane symbol b.lane);                     \
  }
KERNEL_LANE_OPERATOR(+)
KERNEL_LANE_OPERATOR(-)
KERNEL_LANE_OPERATOR(*)
KERNEL_LANE_OPERATOR(/)
KERNEL_LANE_OPERATOR(&)
KERNEL_LANE_OPERATOR(|)
KERNEL_LANE_OPERATOR(^)
#undef KERNEL_LANE_OPERATOR

KERNEL_INLINE vec<float> constant(float x) { return x; }
// Not std::fma: without the instruction that is a library call.
KERNEL_INLINE vec<float> fma(vec<float> a, vec<float> b, vec<float> c) { return a * b + c; }
KERNEL_INLINE float sum(vec<float> x) { return x.lane; }
KERNEL_INLINE float greatest(vec<float> x) { return x.lane; }
KERNEL_INLINE vec<float> sqrt(vec<float> x) { return __builtin_sqrtf(x.lane); }
KERNEL_INLINE vec<float> abs(vec<float> x) { return __builtin_fabsf(x.lane); }
KERNEL_INLINE void stream(float* to, vec<float> x) { *to = x.lane; }
KERNEL_INLINE void stream_fence() {}
#ifdef __SSE__
// g++ makes branches of the comparisons, which values in random order mispredict.
KERNEL_INLINE vec<float> min(vec<float> a, vec<float> b) {
  asm("minss %1, %0" : "+x"(a.lane) : "x"(b.lane));
  return a;
}
KERNEL_INLINE vec<float> max(vec<float> a, vec<float> b) {
  asm("maxss %1, %0" : "+x"(a.lane) : "x"(b.lane));
  return a;
}
#else
KERNEL_INLINE vec<float> min(vec<float> a, vec<float> b) { return a.lane < b.lane ? a.lane : b.lane; }
KERNEL_INLINE vec<float> max(vec<float> a, vec<float> b) { return a.lane > b.lane ? a.lane : b.lane; }
#endif
KERNEL_INLINE vec<std::int32_t> bits(vec<float> x) { return __builtin_bit_cast(std::int32_t, x.lane); }
KERNEL_INLINE vec<float> from_bits(vec<std::int32_t> x) { return __builtin_bit_cast(float, x.lane); }
template <int count>
KERNEL_INLINE vec<std::int32_t> shift_left(vec<std::int32_t> x) {
  return std::int32_t(std::uint32_t(x.lane) << count);
}
template <int count>
KERNEL_INLINE vec<std::uint32_t> shift_left(vec<std::uint32_t> x) {
  return x.lane << count;
}
template <int count>
KERNEL_INLINE vec<std::uint32_t> shift_right(vec<std::uint32_t> x) {
  return x.lane >> count;
}
template <int count>
KERNEL_INLINE vec<std::uint64_t> shift_right(vec<std::uint64_t> x) {
  return x.lane >> count;
}
KERNEL_INLINE vec<std::uint64_t> multiply_low(vec<std::uint64_t> a, vec<std::uint64_t> b) {
  return std::uint64_t(std::uint32_t(a.lane)) * std::uint32_t(b.lane);
}
KERNEL_INLINE void store_bytes(std::uint8_t* to, vec<std::uint32_t> x) { *to = std::uint8_t(x.lane); }
KERNEL_INLINE vec<std::uint32_t> load_bytes(const std::uint8_t* from) { return std::uint32_t(*from); }
KERNEL_INLINE void load_signed_bytes(const std::int8_t* from, vec<float> (&to)[4]) {
  for (size i = 0; i < 4; ++i) to[i] = float(from[i]);
}
KERNEL_INLINE unsigned differing(vec<std::int32_t> a, vec<std::int32_t> b) { return a.lane != b.lane; }
KERNEL_INLINE unsigned at_least(vec<float> a, vec<float> b) { return a.lane >= b.lane; }
template <int count>
KERNEL_INLINE vec<std::uint32_t> rotate_right(vec<std::uint32_t> x) {
  return x.lane >> count | x.lane << (32 - count);
}
KERNEL_INLINE void transpose(vec<float> (&)[1]) {}
KERNEL_INLINE vec<float> where_positive(vec<float> x, vec<float> yes) { return x.lane > 0 ? yes : vec<float>(0.0f); }

#endif

}  // namespace
}  // namespace kernels::KERNEL_ISA
