#include "workloads/daa/crypto/field25519.h"

#include <cstring>

namespace workloads::daa::crypto::field {

kernels::Four25519 side_by_side(const std::array<Field, 4>& numbers) {
  kernels::Four25519 four;
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t lane = 0; lane < 4; ++lane) four.limb[i][lane] = numbers[lane].limb[i];
  }
  return four;
}

std::array<Field, 4> apart(const kernels::Four25519& four) {
  std::array<Field, 4> numbers;
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t lane = 0; lane < 4; ++lane) numbers[lane].limb[i] = four.limb[i][lane];
  }
  return numbers;
}

std::array<Field, 4> power_for_root(const std::array<Field, 4>& x) {
  kernels::Four25519 four = side_by_side(x);
  kernels::power_for_root25519(&four, &four);
  return apart(four);
}

Field inverse(const Field& x) {  // x^(p - 2), p - 2 = 8 (p - 5) / 8 + 3
  const Field x2 = square(x), power2 = square(power_for_root({x})[0]);
  return square(square(power2)) * x2 * x;
}

Field root_of_minus_one() {  // 2^((p - 1) / 4), (p - 1) / 4 = 2 (p - 5) / 8 + 1
  return square(power_for_root({number(2)})[0]) * number(2);
}

Bytes32 to_bytes(const Field& x) {
  Wide t[5];
  for (int i = 0; i < 5; ++i) t[i] = x.limb[i];
  Field reduced = carried(t);
  for (int i = 0; i < 5; ++i) t[i] = reduced.limb[i];
  reduced = carried(t);
  // Now below 2^255 + 2^51: p is taken off if adding 19 passes 2^255.
  std::uint64_t over = 19;
  for (const std::uint64_t limb : reduced.limb) over = (limb + over) >> limb_bits;
  std::uint64_t carry = 19 * over;
  for (std::uint64_t& limb : reduced.limb) {
    limb += carry;
    carry = limb >> limb_bits;
    limb &= mask;
  }
  const std::uint64_t* l = reduced.limb;
  const std::uint64_t words[] = {l[0] | l[1] << 51, l[1] >> 13 | l[2] << 38, l[2] >> 26 | l[3] << 25,
                                 l[3] >> 39 | l[4] << 12};
  Bytes32 bytes;
  std::memcpy(bytes.data(), words, sizeof words);
  return bytes;
}

Field from_bytes(const Bytes32& bytes) {
  const auto word = [&](std::size_t at) {
    std::uint64_t value;
    std::memcpy(&value, &bytes[at], sizeof value);
    return value;
  };
  return {{word(0) & mask, word(6) >> 3 & mask, word(12) >> 6 & mask, word(19) >> 1 & mask, word(24) >> 12 & mask}};
}

}  // namespace workloads::daa::crypto::field
