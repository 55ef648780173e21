// Magnitudes are compared as whole numbers: the bits of floats that are not negative order as they do.
#include "kernels/top_k.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

using Bits = std::uint32_t;

constexpr size first_sample = 1024;
constexpr size room = 4096;             // of a sample: 16 KB stay in the first-level cache
constexpr Bits above_all = 0x7f800001;  // the bits of infinity, and one

KERNEL_INLINE Bits magnitude(float x) { return __builtin_bit_cast(Bits, x) & 0x7fffffffu; }

// How many magnitudes are `least` or more.
Bits count_from(const float* x, size n, Bits least) {
  Bits count = 0;
  for (size i = 0; i < n; ++i) count += magnitude(x[i]) >= least;
  return count;
}

// The magnitude of the k-th greatest, 0 < k <= n: the greatest that k of them reach, bit by bit.
Bits kth_greatest(const float* x, size n, size k) {
  Bits found = 0;
  for (Bits bit = Bits(1) << 30; bit > 0; bit >>= 1) {
    if (count_from(x, n, found | bit) >= k) found |= bit;
  }
  return found;
}

// A bit for every lane of one vector of magnitudes that are `least` or more.
KERNEL_INLINE unsigned reaching(const float* x, vec<float> least) { return at_least(abs(load(x)), least); }

// What is known of where the k-th greatest is.
struct Bracket {
  Bits low = 0, high = above_all;  // its magnitude is low or more and less than high,
  size above = 0;                  // as many are high or more,
  size inside;                     // and as many from low up to high.
};

// Narrows it by a sample of what is inside: three standard deviations of the rank that the k-th has in the sample, on
// either side. Returns how many will then be inside, about.
size narrow(Bracket& b, size k, const float* sample, size count) {
  const float rank = float(k - b.above) * float(count) / float(b.inside);
  const size apart = 3 + size(3 * __builtin_sqrtf(rank)), middle = size(rank);
  if (middle + apart <= count) b.low = kth_greatest(sample, count, middle + apart);
  if (middle > apart) b.high = kth_greatest(sample, count, middle - apart) + 1;
  return size(float(2 * apart) * float(b.inside) / float(count));
}

// Counts what is above and inside, and samples every step-th of what is inside, as far as there is room. Returns how
// many.
size look(Bracket& b, const float* x, size n, size step, float* sample) {
  size count = 0, until_next = 1;
  b.above = b.inside = 0;
  const auto see = [&](float value) {
    if (magnitude(value) >= b.high) {
      ++b.above;
      return;
    }
    ++b.inside;
    if (--until_next > 0) return;
    until_next = step;
    if (count < room) sample[count++] = value;
  };
  const vec<float> low(__builtin_bit_cast(float, b.low));
  size i = 0;
  for (; i + lanes<float> <= n; i += lanes<float>) {
    for (unsigned left = reaching(x + i, low); left != 0; left &= left - 1) see(x[i + size(__builtin_ctz(left))]);
  }
  for (; i < n; ++i) {
    if (magnitude(x[i]) >= b.low) see(x[i]);
  }
  return count;
}

struct Found {
  Bits threshold;  // the magnitude of the k-th greatest
  size greater;    // as many are greater than it
};

Found among_all(const float* x, size n, size k) {
  const Bits threshold = kth_greatest(x, n, k);
  return {threshold, count_from(x, n, threshold + 1)};
}

Found find(const float* x, size n, size k) {
  // Beyond an eighth too many are inside at first.
  if (n <= room || k > n / 8) return among_all(x, n, k);
  float sample[room];
  size count = first_sample;
  for (size i = 0; i < count; ++i) sample[i] = x[i * (n / count)];
  Bracket b = {.inside = n};
  size before;
  do {
    before = b.inside;
    const size step = 1 + 2 * narrow(b, k, sample, count) / room;
    count = look(b, x, n, step, sample);
    if (b.above >= k || b.above + b.inside < k) break;  // the sample was no guide
    if (count == b.inside) {
      const Found inside = among_all(sample, count, k - b.above);
      return {inside.threshold, b.above + inside.greater};
    }
  } while (b.inside <= before / 2);
  return among_all(x, n, k);
}

}  // namespace

std::size_t top_k(const float* x, std::size_t n, std::size_t k, std::uint32_t* indices) {
  if (k == 0) return 0;
  const auto [threshold, greater] = find(x, n, k);
  size equal = k - greater;  // of those that are as great as the k-th
  size written = 0;
  const auto take = [&, threshold = threshold](size i) {
    const bool is_equal = magnitude(x[i]) == threshold;
    if (is_equal && equal == 0) return;
    equal -= is_equal;
    indices[written++] = Bits(i);
  };
  const vec<float> least(__builtin_bit_cast(float, threshold));
  size i = 0;
  for (; i + lanes<float> <= n && written < k; i += lanes<float>) {
    for (unsigned left = reaching(x + i, least); left != 0; left &= left - 1) take(i + size(__builtin_ctz(left)));
  }
  for (; i < n && written < k; ++i) {
    if (magnitude(x[i]) >= threshold) take(i);
  }
  return written;
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(top_k)
