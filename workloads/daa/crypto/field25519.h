// Numbers modulo p = 2^255 - 19, as five limbs of 51 bits. Not constant-time: for public data only.
// Source: D. J. Bernstein, "Curve25519: new Diffie-Hellman speed records", 2006 (the field); the limbs follow
// D. J. Bernstein et al., "High-speed high-security signatures", 2011.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernels/edwards25519.h"

namespace workloads::daa::crypto {

using Bytes32 = std::array<std::uint8_t, 32>;

// Limbs stand for limb[0] + 2^51 limb[1] + ... A product's are below 2^52. What is taken off must be a product or the
// sum of two; a factor may be up to 2^54.2, so sums, differences, and differences of differences of products need no
// carry.
struct Field {
  std::uint64_t limb[5] = {};
};

namespace field {

// A product of limbs, and what lies in one.
__extension__ typedef unsigned __int128 Wide;
inline constexpr int limb_bits = 51;
inline constexpr std::uint64_t mask = (std::uint64_t(1) << limb_bits) - 1;

// A small number.
inline Field number(std::uint64_t n) { return {{n & mask, n >> limb_bits}}; }

inline Field operator+(const Field& a, const Field& b) {
  Field sum;
  for (int i = 0; i < 5; ++i) sum.limb[i] = a.limb[i] + b.limb[i];
  return sum;
}
inline Field operator-(const Field& a, const Field& b) {
  Field rest;  // 4 p is added, so that no limb falls below 0
  for (int i = 0; i < 5; ++i) rest.limb[i] = a.limb[i] + 4 * (i == 0 ? mask - 18 : mask) - b.limb[i];
  return rest;
}

// What each limb has beyond 51 bits goes to the next, and from the last, 19 times, to the first: below 2^63 each time.
inline Field carried(Wide (&t)[5]) {
  Field out;
  for (int i = 0; i < 4; ++i) {
    out.limb[i] = std::uint64_t(t[i]) & mask;
    t[i + 1] += std::uint64_t(t[i] >> limb_bits);
  }
  out.limb[4] = std::uint64_t(t[4]) & mask;
  out.limb[0] += std::uint64_t(t[4] >> limb_bits) * 19;
  out.limb[1] += out.limb[0] >> limb_bits;
  out.limb[0] &= mask;
  return out;
}

inline Field operator*(const Field& x, const Field& y) {
  const std::uint64_t *a = x.limb, *b = y.limb;
  const std::uint64_t b1 = 19 * b[1], b2 = 19 * b[2], b3 = 19 * b[3], b4 = 19 * b[4];
  Wide t[5] = {
      Wide(a[0]) * b[0] + Wide(a[1]) * b4 + Wide(a[2]) * b3 + Wide(a[3]) * b2 + Wide(a[4]) * b1,
      Wide(a[0]) * b[1] + Wide(a[1]) * b[0] + Wide(a[2]) * b4 + Wide(a[3]) * b3 + Wide(a[4]) * b2,
      Wide(a[0]) * b[2] + Wide(a[1]) * b[1] + Wide(a[2]) * b[0] + Wide(a[3]) * b4 + Wide(a[4]) * b3,
      Wide(a[0]) * b[3] + Wide(a[1]) * b[2] + Wide(a[2]) * b[1] + Wide(a[3]) * b[0] + Wide(a[4]) * b4,
      Wide(a[0]) * b[4] + Wide(a[1]) * b[3] + Wide(a[2]) * b[2] + Wide(a[3]) * b[1] + Wide(a[4]) * b[0],
  };
  return carried(t);
}

inline Field square(const Field& x) {
  const std::uint64_t* a = x.limb;
  const std::uint64_t d0 = 2 * a[0], d1 = 2 * a[1], d2 = 2 * a[2], f3 = 19 * a[3], f4 = 19 * a[4];
  Wide t[5] = {
      Wide(a[0]) * a[0] + Wide(d1) * f4 + Wide(d2) * f3,         Wide(d0) * a[1] + Wide(d2) * f4 + Wide(a[3]) * f3,
      Wide(d0) * a[2] + Wide(a[1]) * a[1] + Wide(2 * a[3]) * f4, Wide(d0) * a[3] + Wide(d1) * a[2] + Wide(a[4]) * f4,
      Wide(d0) * a[4] + Wide(d1) * a[3] + Wide(a[2]) * a[2],
  };
  return carried(t);
}

// Four numbers as the kernel has them, and apart again.
kernels::Four25519 side_by_side(const std::array<Field, 4>& numbers);
std::array<Field, 4> apart(const kernels::Four25519& four);

// x^((p - 5) / 8) of up to four numbers at the price of one.
std::array<Field, 4> power_for_root(const std::array<Field, 4>& x);
Field inverse(const Field& x);
Field root_of_minus_one();

// The one encoding below p, little-endian.
Bytes32 to_bytes(const Field& x);
// The lower 255 bits; may be p or more.
Field from_bytes(const Bytes32& bytes);
inline bool equal(const Field& a, const Field& b) { return to_bytes(a) == to_bytes(b); }
inline bool is_odd(const Field& a) { return to_bytes(a)[0] & 1; }

}  // namespace field
}  // namespace workloads::daa::crypto
