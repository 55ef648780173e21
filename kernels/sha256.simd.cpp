#include "kernels/sha256.h"

#include "kernels/sha256_constants.h"
#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

using word = vec<std::uint32_t>;
constexpr size together = lanes<std::uint32_t>, words = 16, block = sha256_block_bytes;

// Word t of every message side by side.
struct Block {
  alignas(64) std::uint32_t word[words][together];

  void take(size lane, const std::uint8_t* from) {
    for (size t = 0; t < words; ++t) {
      std::uint32_t big_endian;
      __builtin_memcpy(&big_endian, from + 4 * t, 4);
      word[t][lane] = __builtin_bswap32(big_endian);
    }
  }
};

KERNEL_INLINE word big_0(word x) { return rotate_right<2>(x) ^ rotate_right<13>(x) ^ rotate_right<22>(x); }
KERNEL_INLINE word big_1(word x) { return rotate_right<6>(x) ^ rotate_right<11>(x) ^ rotate_right<25>(x); }
KERNEL_INLINE word small_0(word x) { return rotate_right<7>(x) ^ rotate_right<18>(x) ^ shift_right<3>(x); }
KERNEL_INLINE word small_1(word x) { return rotate_right<17>(x) ^ rotate_right<19>(x) ^ shift_right<10>(x); }
KERNEL_INLINE word choose(word x, word y, word z) { return z ^ (x & (y ^ z)); }
KERNEL_INLINE word majority(word x, word y, word z) { return (x & y) | (z & (x | y)); }

void compress(word (&state)[8], const Block& from) {
  word w[words], v[8];
  for (size t = 0; t < words; ++t) w[t] = load(from.word[t]);
  for (size i = 0; i < 8; ++i) v[i] = state[i];
  for (size start = 0; start < 64; start += words) {
    // Unrolled, the eight variables stay where they are and only their names move on.
    KERNEL_UNROLL for (size t = 0; t < words; ++t) {
      if (start > 0) w[t] += small_1(w[(t + 14) % words]) + w[(t + 9) % words] + small_0(w[(t + 1) % words]);
      const auto at = [t](size i) { return (i + 8 * words - t) % 8; };
      word &d = v[at(3)], &h = v[at(7)];
      const word e = v[at(4)], a = v[at(0)];
      h += big_1(e) + choose(e, v[at(5)], v[at(6)]) + word(sha256_rounds[start + t]) + w[t];
      d += h;
      h += big_0(a) + majority(a, v[at(1)], v[at(2)]);
    }
  }
  for (size i = 0; i < 8; ++i) state[i] += v[i];
}

// One message in each lane.
void digest(const std::uint8_t* const (&messages)[together], size bytes, std::uint32_t (&out)[8][together]) {
  word state[8];
  for (size i = 0; i < 8; ++i) state[i] = word(sha256_start[i]);
  Block from;
  const size whole = bytes / block * block, rest = bytes - whole;
  for (size at = 0; at < whole; at += block) {
    for (size lane = 0; lane < together; ++lane) from.take(lane, messages[lane] + at);
    compress(state, from);
  }
  // The rest, a bit, zeros, and the length in bits at the very end: one block or two.
  const size tail = rest + 9 <= block ? block : 2 * block;
  const std::uint64_t bits = __builtin_bswap64(std::uint64_t(bytes) * 8);
  std::uint8_t padded[2 * block];
  for (size at = 0; at < tail; at += block) {
    for (size lane = 0; lane < together; ++lane) {
      __builtin_memset(padded, 0, sizeof padded);
      if (rest > 0) __builtin_memcpy(padded, messages[lane] + whole, rest);
      padded[rest] = 0x80;
      __builtin_memcpy(padded + tail - 8, &bits, 8);
      from.take(lane, padded + at);
    }
    compress(state, from);
  }
  for (size i = 0; i < 8; ++i) store(out[i], state[i]);
}

}  // namespace

void sha256(const std::uint8_t* const* messages, size bytes, size count, std::uint8_t* digests) {
  for (size first = 0; first < count; first += together) {
    const std::uint8_t* taken[together];
    for (size lane = 0; lane < together; ++lane)
      taken[lane] = messages[first + lane < count ? first + lane : count - 1];
    std::uint32_t out[8][together];
    digest(taken, bytes, out);
    for (size lane = 0; lane < together && first + lane < count; ++lane) {
      for (size i = 0; i < 8; ++i) {
        const std::uint32_t big_endian = __builtin_bswap32(out[i][lane]);
        __builtin_memcpy(digests + (first + lane) * sha256_bytes + 4 * i, &big_endian, 4);
      }
    }
  }
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(sha256)
