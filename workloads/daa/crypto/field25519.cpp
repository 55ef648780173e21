#include "workloads/daa/crypto/field25519.h"

#include <cstring>

namespace workloads::daa::crypto::field {

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
