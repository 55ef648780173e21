// Sums of points of the curve that Ed25519 signs in, -x^2 + y^2 = 1 + d x^2 y^2 modulo p = 2^255 - 19. The four
// coordinates of a point are worked on side by side, so that a sum is two products. Not constant-time: for public data.
// Sources: H. Hisil et al., "Twisted Edwards curves revisited", 2008 (the formulas, and that they are four products
// each); D. J. Bernstein, "Curve25519", 2006 (the field); S. Gueron, V. Krasnov, "Software implementation of modular
// exponentiation, using advanced vector instructions", 2012 (products from fused multiplications of words).
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/kernel.h"

namespace kernels {

// Four numbers modulo p: the i-th is limb[0][i] + 2^51 limb[1][i] + ... + 2^204 limb[4][i], limbs below 2^52. As a
// point X, Y, Z, T with x = X / Z, y = Y / Z, T Z = X Y; as what is added Y - X, Y + X, 2 d T, 2 Z.
struct Four25519 {
  std::uint64_t limb[5][4];
};

// What is added and taken off at one power of two.
struct Digits25519 {
  const Four25519* const* added;
  std::size_t added_count;
  const Four25519* const* taken;
  std::size_t taken_count;
};

// The sum, over `count` powers of two, the highest first, of the power times what stands there. No digits give the
// neutral point 0, 1, 1, 0.
extern const Kernel<void(const Digits25519* digits, std::size_t count, Four25519* sum)> sum_of_digits25519;

// 1, 3, 5, ..., 2 count - 1 times the point, to be added; 0 < count.
extern const Kernel<void(const Four25519* point, std::size_t count, Four25519* multiples)> odd_multiples25519;

// Each of the four to the power (p - 5) / 8, from which roots and inverses are a few steps.
extern const Kernel<void(const Four25519* x, Four25519* power)> power_for_root25519;

}  // namespace kernels
