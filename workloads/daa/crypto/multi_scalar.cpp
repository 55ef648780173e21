#include "workloads/daa/crypto/multi_scalar.h"

#include <bit>
#include <cstring>

namespace workloads::daa::crypto {

void MultiScalar::add(std::span<const Addend> odd_multiples, const Bytes32& scalar) {
  // Odd digits of `width` bits and a sign reach from -(2^(width-1) - 1) to 2^(width-1) - 1.
  const int width = std::countr_zero(odd_multiples.size()) + 2;
  std::uint64_t words[5] = {};
  std::memcpy(words, scalar.data(), scalar.size());
  const auto bits_from = [&](int at) {
    const int word = at / 64, shift = at % 64;
    const std::uint64_t low = words[word] >> shift;
    return shift == 0 || word == 4 ? low : low | words[word + 1] << (64 - shift);
  };
  std::uint64_t carry = 0;
  for (int at = 0; at < 257;) {
    // As long as the bits equal the carry, the digit is 0 and the carry stays.
    const std::uint64_t bits = bits_from(at);
    if (const int same = std::countr_zero(carry != 0 ? ~bits : bits); same > 0) {
      at += same;
      continue;
    }
    const std::uint64_t window = (bits & ((std::uint64_t(1) << width) - 1)) + carry;
    // The upper half counts as negative, and one more of what follows makes up for it.
    const bool subtract = window >> (width - 1) & 1;
    const std::uint64_t magnitude = subtract ? (std::uint64_t(1) << width) - window : window;
    digits_[at].push_back({&odd_multiples[magnitude / 2], subtract});
    carry = subtract;
    at += width;
  }
}

Point MultiScalar::sum() {
  Point total;
  bool begun = false;
  for (std::size_t at = 257; at-- > 0;) {
    if (begun) total = twice(total);
    for (const Digit& digit : digits_[at]) {
      total = digit.subtract ? difference(total, *digit.multiple) : crypto::sum(total, *digit.multiple);
      begun = true;
    }
    digits_[at].clear();
  }
  return total;
}

}  // namespace workloads::daa::crypto
