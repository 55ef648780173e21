#include "kernels/memory/bulk.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

using word = vec<std::uint64_t>;
constexpr size vector_bytes = lanes<std::uint64_t> * sizeof(std::uint64_t), unrolled = 4;

// The first vector is stored where the block begins; from here on none lies across two lines of the cache.
KERNEL_INLINE size until_aligned(const char* to) {
  return vector_bytes - reinterpret_cast<std::uintptr_t>(to) % vector_bytes;
}

// One vector or more; the last overlaps what is done.
KERNEL_INLINE void copy_vectors(char* to, const char* from, size bytes) {
  store_at(to, load_at<std::uint64_t>(from));
  size at = until_aligned(to);
  for (; at + unrolled * vector_bytes <= bytes; at += unrolled * vector_bytes) {
    KERNEL_UNROLL for (size u = 0; u < unrolled; ++u)
        store_at(to + at + u * vector_bytes, load_at<std::uint64_t>(from + at + u * vector_bytes));
  }
  for (; at + vector_bytes <= bytes; at += vector_bytes) store_at(to + at, load_at<std::uint64_t>(from + at));
  if (at < bytes) store_at(to + bytes - vector_bytes, load_at<std::uint64_t>(from + bytes - vector_bytes));
}

}  // namespace

void clear_bytes(void* block, size bytes) {
  auto* to = static_cast<char*>(block);
  const word zero(std::uint64_t{0});
  size at = 0;
  if (bytes >= vector_bytes) {
    store_at(to, zero);
    at = until_aligned(to);
  }
  for (; at + unrolled * vector_bytes <= bytes; at += unrolled * vector_bytes) {
    KERNEL_UNROLL for (size u = 0; u < unrolled; ++u) store_at(to + at + u * vector_bytes, zero);
  }
  for (; at + vector_bytes <= bytes; at += vector_bytes) store_at(to + at, zero);
  if (at == bytes) return;
  // The last vector overlaps what is done; only a block smaller than a vector goes byte by byte.
  if (bytes >= vector_bytes) return store_at(to + bytes - vector_bytes, zero);
  for (; at < bytes; ++at) to[at] = 0;
}

void copy_bytes(void* block, const void* source, size bytes) {
  auto* to = static_cast<char*>(block);
  const auto* from = static_cast<const char*>(source);
  if (bytes >= vector_bytes) return copy_vectors(to, from, bytes);
  for (size at = 0; at < bytes; ++at) to[at] = from[at];
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(clear_bytes)
KERNEL_EXPORT(copy_bytes)

// memcpy() of the C library, for WebAssembly modules: Emscripten's goes word by word, which takes three times as long
// as vectors do. Modules take this one wherever they copy.
#if defined(__EMSCRIPTEN__) && defined(KERNEL_PASS_simd128)
namespace kernels::KERNEL_ISA {
namespace {

// Two that overlap: sizeof(T) to 2 sizeof(T) bytes.
template <class T>
KERNEL_INLINE void copy_ends(char* to, const char* from, size bytes) {
  T first, last;
  __builtin_memcpy_inline(&first, from, sizeof first);
  __builtin_memcpy_inline(&last, from + bytes - sizeof last, sizeof last);
  __builtin_memcpy_inline(to, &first, sizeof first);
  __builtin_memcpy_inline(to + bytes - sizeof last, &last, sizeof last);
}

// No loop over bytes anywhere: a compiler would make a call of memcpy() of it.
KERNEL_INLINE void copy_few(char* to, const char* from, size bytes) {
  if (bytes >= 8) return copy_ends<std::uint64_t>(to, from, bytes);
  if (bytes >= 4) return copy_ends<std::uint32_t>(to, from, bytes);
  if (bytes >= 2) return copy_ends<std::uint16_t>(to, from, bytes);
  if (bytes == 1) *to = *from;
}

}  // namespace
}  // namespace kernels::KERNEL_ISA

extern "C" __attribute__((no_builtin)) void* memcpy(void* __restrict to, const void* __restrict from,
                                                    std::size_t bytes) {
  using namespace kernels::KERNEL_ISA;
  if (bytes < 16) {
    copy_few(static_cast<char*>(to), static_cast<const char*>(from), bytes);
  } else {
    copy_vectors(static_cast<char*>(to), static_cast<const char*>(from), bytes);
  }
  return to;
}
#endif
