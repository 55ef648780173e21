// s1 P1 + s2 P2 + ... for public scalars and points, the doublings shared by all of them and each scalar written with
// few digits that are odd or 0. Not constant-time. Sources: E. G. Straus, "Addition chains of vectors", 1964; J. A.
// Solinas, "Efficient arithmetic on Koblitz curves", 2000 (digits of width w).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "workloads/daa/crypto/edwards25519.h"

namespace workloads::daa::crypto {

class MultiScalar {
 public:
  // Adds a term: the scalar, little-endian and below 2^255, times the point whose odd multiples these are, a power of
  // two of them, at least 2 and at most 64; they must stay until sum().
  void add(std::span<const Addend> odd_multiples, const Bytes32& scalar);
  // Returns the sum of all terms and begins anew.
  Point sum();

 private:
  // By their power of two.
  static constexpr std::size_t powers = 257;
  std::vector<const Addend*> added_[powers], taken_[powers];
};

}  // namespace workloads::daa::crypto
