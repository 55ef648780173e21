// Columns are sorted side by side, one in each lane, by Batcher's odd-even merge exchange for any count (Knuth, The Art
// of Computer Programming 3, 5.2.2, algorithm M): its comparisons do not depend on the data, so a lane never waits.
#include "kernels/aggregate.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

constexpr size most = aggregate_count_max;
constexpr size comparisons_max = 543;  // of the network for 64
constexpr size columns = 256;          // sorted from a copy, in which the streams lie side by side

struct Network {
  std::uint8_t low[comparisons_max], high[comparisons_max];
  size count = 0;
};

Network network(size n) {
  Network made;
  size top = 1;
  while (2 * top < n) top *= 2;
  for (size p = n > 1 ? top : 0; p > 0; p /= 2) {
    size q = top, r = 0, d = p;
    while (true) {
      for (size i = 0; i + d < n; ++i) {
        if ((i & p) != r) continue;
        made.low[made.count] = std::uint8_t(i);
        made.high[made.count++] = std::uint8_t(i + d);
      }
      if (q == p) break;
      d = q - p;
      q /= 2;
      r = p;
    }
  }
  return made;
}

// 0 in place of NaN and infinity: half of a finite number is less than the greatest.
KERNEL_INLINE vec<float> finite(vec<float> x) {
  const vec<float> room = vec<float>(0x1.fffffep127f) - abs(x) * vec<float>(0.5f);
  return where_positive(room, x);
}

// Two vectors of columns at once, for their independent chains.
void sort_columns(const Network& net, float* from, size count, size trim, float scale, float* to) {
  constexpr size step = lanes<float>, together = 2;
  vec<float> v[most][together];
  for (size s = 0; s < count; ++s) {
    KERNEL_UNROLL for (size t = 0; t < together; ++t) v[s][t] = load(from + s * columns + t * step);
  }
  for (size c = 0; c < net.count; ++c) {
    vec<float>*low = v[net.low[c]], *high = v[net.high[c]];
    KERNEL_UNROLL for (size t = 0; t < together; ++t) {
      const vec<float> a = low[t], b = high[t];
      low[t] = min(a, b);
      high[t] = max(a, b);
    }
  }
  KERNEL_UNROLL for (size t = 0; t < together; ++t) {
    vec<float> total = v[trim][t];
    for (size s = trim + 1; s + trim < count; ++s) total = total + v[s][t];
    store(to + t * step, total * vec<float>(scale));
  }
}

}  // namespace

void trimmed_mean_in(const float* const* gradients, std::size_t count, std::size_t trim, float* mean, std::size_t n) {
  const Network net = network(count);
  const float scale = 1.0f / float(count - 2 * trim);
  float copy[most * columns], result[columns];
  for (size start = 0; start < n; start += columns) {
    const size width = n - start < columns ? n - start : columns;
    for (size s = 0; s < count; ++s) {
      const float* from = gradients[s] + start;
      float* to = copy + s * columns;
      size i = 0;
      for (; i + lanes<float> <= width; i += lanes<float>) store(to + i, finite(load(from + i)));
      if (i < width) {
        store(to + i, finite(load_some(from + i, width - i)));
        i += lanes<float>;
      }
      for (; i < columns && width < columns; i += lanes<float>) store(to + i, vec<float>(0.0f));
    }
    for (size i = 0; i < width; i += 2 * lanes<float>) sort_columns(net, copy + i, count, trim, scale, result + i);
    size i = 0;
    for (; i + lanes<float> <= width; i += lanes<float>) store(mean + start + i, load(result + i));
    if (i < width) store_some(mean + start + i, load(result + i), width - i);
  }
}

void weighted_mean(const float* const* gradients, const float* weights, std::size_t count, float* mean, std::size_t n) {
  constexpr size block = 2048;  // the sums stay in the first-level cache
  float total = 0;
  for (size s = 0; s < count; ++s) total += weights[s];
  for (size start = 0; start < n; start += block) {
    const size end = n - start < block ? n : start + block;
    for (size s = 0; s < count; ++s) {
      const vec<float> weight(weights[s] / total);
      size i = start;
      for (; i + lanes<float> <= end; i += lanes<float>) {
        const vec<float> x = weight * load(gradients[s] + i);
        store(mean + i, s == 0 ? x : load(mean + i) + x);
      }
      if (i == end) continue;
      const vec<float> x = weight * load_some(gradients[s] + i, end - i);
      store_some(mean + i, s == 0 ? x : load_some(mean + i, end - i) + x, end - i);
    }
  }
}

std::uint64_t vote_count(const std::uint64_t* ballots, std::size_t voters) {
  std::uint64_t yes = 0;
  size w = 0;
  for (; w < voters / 64; ++w) yes += std::uint64_t(__builtin_popcountll(ballots[w]));
  if (voters % 64 != 0)
    yes += std::uint64_t(__builtin_popcountll(ballots[w] & ((std::uint64_t(1) << voters % 64) - 1)));
  return yes;
}

std::uint64_t stake_tally(const std::uint64_t* ballots, const std::uint32_t* stakes, std::size_t voters) {
  // Without a branch on the vote: ballots are as good as random.
  std::uint64_t total = 0;
  for (size w = 0; w < voters / 64; ++w) {
    const std::uint64_t word = ballots[w];
    const std::uint32_t* stake = stakes + w * 64;
    for (size v = 0; v < 64; ++v) total += std::uint64_t(stake[v]) & -(word >> v & 1);
  }
  for (size v = voters / 64 * 64; v < voters; ++v) total += std::uint64_t(stakes[v]) & -(ballots[v / 64] >> v % 64 & 1);
  return total;
}

float quantise(const float* x, std::int8_t* q, std::size_t n) {
  vec<float> greatest(0.0f);
  size i = 0;
  for (; i + lanes<float> <= n; i += lanes<float>) greatest = max(greatest, abs(load(x + i)));
  if (i < n) greatest = max(greatest, abs(load_some(x + i, n - i)));
  float lane[lanes<float>], top = 0;
  store(lane, greatest);
  for (size l = 0; l < lanes<float>; ++l) top = lane[l] > top ? lane[l] : top;
  const float scale = top / 127;
  // A scale that is denormal has no reciprocal; nothing that small is worth a message.
  const float inverse = scale >= 0x1p-126f ? 1 / scale : 0;
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the low bits.
  for (i = 0; i < n; ++i) q[i] = std::int8_t(__builtin_bit_cast(std::int32_t, x[i] * inverse + 12582912.0f));
  return inverse == 0 ? 0 : scale;
}

void dequantise(const std::int8_t* q, float scale, float* y, std::size_t n) {
  size i = 0;
  for (; i + 4 * lanes<float> <= n; i += 4 * lanes<float>) {
    vec<float> whole[4];
    load_signed_bytes(q + i, whole);
    KERNEL_UNROLL for (size v = 0; v < 4; ++v) store(y + i + v * lanes<float>, whole[v] * vec<float>(scale));
  }
  for (; i < n; ++i) y[i] = float(q[i]) * scale;
}

void delta(const float* x, const float* reference, float* difference, std::size_t n) {
  size i = 0;
  for (; i + lanes<float> <= n; i += lanes<float>) store(difference + i, load(x + i) - load(reference + i));
  if (i < n) store_some(difference + i, load_some(x + i, n - i) - load_some(reference + i, n - i), n - i);
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(trimmed_mean_in)
KERNEL_EXPORT(weighted_mean)
KERNEL_EXPORT(vote_count)
KERNEL_EXPORT(stake_tally)
KERNEL_EXPORT(quantise)
KERNEL_EXPORT(dequantise)
KERNEL_EXPORT(delta)
