// The reading half of gradient_mean.simd.cpp: blocks of up to five arrays, each asking for what comes next.
#include "kernels/stream_sum.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

constexpr size group = 5, block = 16384, ahead = 512;

template <size streams>
vec<float> sum_of(const float* const* arrays, size start, size n) {
  constexpr size step = lanes<float>;
  vec<float> total[streams];
  KERNEL_UNROLL for (size s = 0; s < streams; ++s) total[s] = vec<float>(0.0f);
  size i = start;
  for (; i + step <= start + n; i += step) {
    KERNEL_UNROLL for (size s = 0; s < streams; ++s) {
      KERNEL_PREFETCH(arrays[s] + i + ahead);
      total[s] += load(arrays[s] + i);
    }
  }
  if (i < start + n) {
    KERNEL_UNROLL for (size s = 0; s < streams; ++s) total[s] += load_some(arrays[s] + i, start + n - i);
  }
  KERNEL_UNROLL for (size s = 1; s < streams; ++s) total[0] += total[s];
  return total[0];
}

}  // namespace

float stream_sum(const float* const* arrays, std::size_t count, std::size_t n) {
  vec<float> total(0.0f);
  for (size start = 0; start < n; start += block) {
    const size length = n - start < block ? n - start : block;
    size s = 0;
    for (; s + group <= count; s += group) total += sum_of<group>(arrays + s, start, length);
    for (; s < count; ++s) total += sum_of<1>(arrays + s, start, length);
  }
  return sum(total);
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(stream_sum)
