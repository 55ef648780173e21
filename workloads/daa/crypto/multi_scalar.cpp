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
  for (int at = 0; at < int(powers);) {
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
    (subtract ? taken_ : added_)[at].push_back(&odd_multiples[magnitude / 2]);
    carry = subtract;
    at += width;
  }
}

Point MultiScalar::sum() {
  kernels::Digits25519 digits[powers];
  std::size_t count = 0;
  for (std::size_t at = powers; at-- > 0;) {
    if (count == 0 && added_[at].empty() && taken_[at].empty()) continue;
    digits[count++] = {added_[at].data(), added_[at].size(), taken_[at].data(), taken_[at].size()};
  }
  kernels::Four25519 total;
  kernels::sum_of_digits25519(digits, count, &total);
  for (std::size_t at = 0; at < powers; ++at) added_[at].clear(), taken_[at].clear();
  return point_of(total);
}

}  // namespace workloads::daa::crypto
