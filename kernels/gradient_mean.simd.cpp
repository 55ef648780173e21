// Bound by memory: each gradient is read once and the sums stay in the first-level cache. At most `group` streams are
// read side by side, because twenty at once defeat the prefetcher and evict each other where their addresses are equal
// modulo a cache way.
#include "kernels/gradient_mean.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

constexpr size group = 5, block = 2048;

// sums[i] (+)= the sum of `streams` gradients, for a block of n floats from `start`; the last group also scales.
template <size streams>
void add_group(const float* const* from, size start, float* sums, size n, bool first, float scale) {
  constexpr size step = lanes<float>;
  const float* source[streams];
  KERNEL_UNROLL for (size s = 0; s < streams; ++s) source[s] = from[s] + start;
  size i = 0;
  for (; i + step <= n; i += step) {
    vec<float> total = first ? load(source[0] + i) : load(sums + i) + load(source[0] + i);
    KERNEL_UNROLL for (size s = 1; s < streams; ++s) total = total + load(source[s] + i);
    store(sums + i, total * vec<float>(scale));
  }
  for (; i < n; ++i) {
    float total = first ? source[0][i] : sums[i] + source[0][i];
    for (size s = 1; s < streams; ++s) total += source[s][i];
    sums[i] = total * scale;
  }
}

void add_some(const float* const* from, size streams, size start, float* sums, size n, bool first, float scale) {
  static_assert(group == 5);
  switch (streams) {
    case 1:
      return add_group<1>(from, start, sums, n, first, scale);
    case 2:
      return add_group<2>(from, start, sums, n, first, scale);
    case 3:
      return add_group<3>(from, start, sums, n, first, scale);
    case 4:
      return add_group<4>(from, start, sums, n, first, scale);
    default:
      return add_group<5>(from, start, sums, n, first, scale);
  }
}

}  // namespace

void gradient_mean(const float* const* gradients, std::size_t count, float* mean, std::size_t n) {
  for (size start = 0; start < n; start += block) {
    const size length = n - start < block ? n - start : block;
    for (size s = 0; s < count; s += group) {
      const size streams = count - s < group ? count - s : group;
      const bool last = s + streams == count;
      add_some(gradients + s, streams, start, mean + start, length, s == 0, last ? 1.0f / float(count) : 1.0f);
    }
  }
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(gradient_mean)
