// Where a matrix or a vector lies in memory, for the checks at the doors.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kernels {

// From its first to behind its last float; empty where there is no element.
struct Extent {
  std::uintptr_t begin = 0, end = 0;
  bool overflows = false;  // it would end beyond the address space
};

inline Extent extent(const float* first, std::size_t rows, std::size_t width, std::size_t stride) {
  Extent e;
  e.begin = e.end = reinterpret_cast<std::uintptr_t>(first);
  if (rows == 0 || width == 0) return e;
  std::size_t floats = 0, bytes = 0;
  e.overflows = __builtin_mul_overflow(rows - 1, stride, &floats) || __builtin_add_overflow(floats, width, &floats) ||
                __builtin_mul_overflow(floats, sizeof(float), &bytes) || bytes > PTRDIFF_MAX ||
                __builtin_add_overflow(e.begin, bytes, &e.end);
  return e;
}

// Whether elements are wanted of nothing, and whether two share a byte.
inline bool is_null(const Extent& e) { return e.begin == 0 && e.end > 0; }
inline bool overlap(const Extent& x, const Extent& y) { return x.begin < y.end && y.begin < x.end; }

}  // namespace kernels
