#include "kernels/edwards25519.h"

#include <array>
#include <random>
#include <vector>

#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

__extension__ typedef unsigned __int128 Wide;

// A number modulo 2^255 - 19 as the textbook multiplies it: four words, 2^256 being 38.
struct Number {
  std::array<std::uint64_t, 4> word{};

  static Number of(std::uint64_t n) { return {{n, 0, 0, 0}}; }
  Number() = default;
  Number(std::array<std::uint64_t, 4> words) : word(words) {}

  Number plus(Wide carry) const {  // carry 38, and again what that carries
    Number out = *this;
    while (carry != 0) {
      carry *= 38;
      for (auto& w : out.word) {
        carry += w;
        w = std::uint64_t(carry);
        carry >>= 64;
      }
    }
    return out;
  }
  Number operator+(const Number& b) const {
    Number out;
    Wide carry = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      carry += Wide(word[i]) + b.word[i];
      out.word[i] = std::uint64_t(carry);
      carry >>= 64;
    }
    return out.plus(carry);
  }
  Number operator*(const Number& b) const {
    Number low;
    std::uint64_t t[8] = {};
    for (std::size_t i = 0; i < 4; ++i) {
      Wide carry = 0;
      for (std::size_t j = 0; j < 4; ++j) {
        carry += Wide(word[i]) * b.word[j] + t[i + j];
        t[i + j] = std::uint64_t(carry);
        carry >>= 64;
      }
      t[i + 4] = std::uint64_t(carry);
    }
    Wide carry = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      carry += Wide(t[i + 4]) * 38 + t[i];
      low.word[i] = std::uint64_t(carry);
      carry >>= 64;
    }
    return low.plus(carry);
  }
  Number negative() const { return *this * minus_one(); }
  static Number minus_one() {
    return {{~std::uint64_t(19), ~std::uint64_t(0), ~std::uint64_t(0), ~std::uint64_t(0) >> 1}};
  }
  // To a power of 255 bits, all of them 1 but the lowest five.
  Number raised(unsigned lowest_five) const {
    Number out = of(1);
    for (int bit = 254; bit >= 0; --bit) {
      out = out * out;
      if (bit >= 5 || (lowest_five >> bit & 1) != 0) out = out * *this;
    }
    return out;
  }
  Number inverse() const { return raised(0b01011); }  // p - 2
  bool operator==(const Number& b) const { return canonical() == b.canonical(); }
  std::array<std::uint64_t, 4> canonical() const {
    Number out = *this;
    for (int i = 0; i < 3; ++i) {
      Number less = out;
      Wide borrow = 0;
      const std::uint64_t p[] = {~std::uint64_t(18), ~std::uint64_t(0), ~std::uint64_t(0), ~std::uint64_t(0) >> 1};
      for (std::size_t k = 0; k < 4; ++k) {
        const Wide difference = Wide(out.word[k]) - p[k] - borrow;
        less.word[k] = std::uint64_t(difference);
        borrow = difference >> 127;
      }
      if (borrow == 0) out = less;
    }
    return out.word;
  }
};

Number number_of(const Four25519& four, std::size_t lane) {
  const Number limb = Number::of(std::uint64_t(1) << 51);
  Number out;
  for (std::size_t i = 5; i-- > 0;) out = out * limb + Number::of(four.limb[i][lane]);
  return out;
}
void put(const Number& number, Four25519& four, std::size_t lane) {
  const auto w = number.canonical();
  const std::uint64_t mask = (std::uint64_t(1) << 51) - 1;
  const std::uint64_t limbs[] = {w[0] & mask, (w[0] >> 51 | w[1] << 13) & mask, (w[1] >> 38 | w[2] << 26) & mask,
                                 (w[2] >> 25 | w[3] << 39) & mask, w[3] >> 12};
  for (std::size_t i = 0; i < 5; ++i) four.limb[i][lane] = limbs[i];
}
bool limbs_are_short(const Four25519& four) {
  for (const auto& limb : four.limb) {
    for (const std::uint64_t one : limb) {
      if (one >> 52 != 0) return false;
    }
  }
  return true;
}

Number d() { return Number::of(121665).negative() * Number::of(121666).inverse(); }

struct Affine {
  Number x, y;
  // The law of the curve, with its two inverses.
  Affine operator+(const Affine& b) const {
    const Number product = d() * x * b.x * y * b.y;
    return {(x * b.y + y * b.x) * (Number::of(1) + product).inverse(),
            (y * b.y + x * b.x) * (Number::of(1) + product.negative()).inverse()};
  }
  Affine negative() const { return {x.negative(), y}; }
  bool operator==(const Affine& b) const { return x == b.x && y == b.y; }
};
Affine affine_of(const Four25519& point) {
  const Number z = number_of(point, 2).inverse();
  EXPECT_TRUE(number_of(point, 3) * number_of(point, 2) == number_of(point, 0) * number_of(point, 1));
  EXPECT_TRUE(limbs_are_short(point));
  return {number_of(point, 0) * z, number_of(point, 1) * z};
}
// With any Z.
Four25519 point_of(const Affine& a, const Number& z) {
  Four25519 out;
  put(a.x * z, out, 0), put(a.y * z, out, 1), put(z, out, 2), put(a.x * a.y * z, out, 3);
  return out;
}
// 4/5 and the even root that belongs to it (RFC 8032, 5.1).
Affine base() {
  return {Number({0xc9562d608f25d51a, 0x692cc7609525a7b2, 0xc0a4e231fdd6dc5c, 0x216936d3cd6e53fe}),
          Number::of(4) * Number::of(5).inverse()};
}
Number random_number(std::mt19937_64& random) { return Number({random(), random(), random(), random() >> 1}); }

TEST(Edwards25519Kernel, PowersOfNumbersNearEveryBound) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 20; ++round) {
    Four25519 x;
    for (std::size_t lane = 0; lane < 4; ++lane) put(random_number(random), x, lane);
    if (round < 3) {  // as large as limbs may be, p - 1 and 0
      for (auto& limb : x.limb) limb[round] = (std::uint64_t(1) << 52) - 1;
      put(Number::minus_one(), x, 3);
      put(Number(), x, (round + 1) % 3);
    }
    for_each_isa([&](Isa isa) {
      Four25519 power;
      power_for_root25519[isa](&x, &power);
      EXPECT_TRUE(limbs_are_short(power));
      for (std::size_t lane = 0; lane < 4; ++lane) {
        // To the eighth, and five times more, that is x^p.
        const Number n = number_of(x, lane), p2 = number_of(power, lane) * number_of(power, lane), p4 = p2 * p2;
        EXPECT_TRUE(p4 * p4 * n * n * n * n * n == n) << lane;
      }
    });
  }
}

TEST(Edwards25519Kernel, OddMultiplesFollowTheLawOfTheCurve) {
  std::mt19937_64 random(2);
  const Number d2 = d() + d();
  for_each_isa([&](Isa isa) {
    const Four25519 point = point_of(base(), random_number(random));
    std::vector<Four25519> addends(9);
    const Four25519 guard = {{{7}}};
    addends.back() = guard;
    odd_multiples25519[isa](&point, 8, addends.data());
    Affine want = base();
    for (std::size_t i = 0; i < 8; ++i, want = want + base() + base()) {
      const Four25519& a = addends[i];
      const Number z = number_of(a, 3).inverse();
      EXPECT_TRUE(number_of(a, 0) * z * Number::of(2) == want.y + want.x.negative()) << i;
      EXPECT_TRUE(number_of(a, 1) * z * Number::of(2) == want.y + want.x) << i;
      EXPECT_TRUE(number_of(a, 2) * z * Number::of(2) == d2 * want.x * want.y) << i;
      EXPECT_TRUE(limbs_are_short(a));
    }
    EXPECT_EQ(addends.back().limb[0][0], guard.limb[0][0]);
  });
}

// 4 (P + 3 P - P) + 2 * nothing + (5 P - 3 P - P), and the sums that are neutral or double a point.
TEST(Edwards25519Kernel, SumsOfDigitsFollowTheLawOfTheCurve) {
  std::mt19937_64 random(3);
  for_each_isa([&](Isa isa) {
    const Four25519 point = point_of(base(), random_number(random));
    Four25519 multiples[3];
    odd_multiples25519[isa](&point, 3, multiples);
    const Four25519 *one = &multiples[0], *three = &multiples[1], *five = &multiples[2];
    const Four25519 *first[] = {one, three}, *last[] = {five}, *off[] = {three, one};
    const auto sum = [&](const std::vector<Digits25519>& digits) {
      Four25519 out;
      sum_of_digits25519[isa](digits.data(), digits.size(), &out);
      return affine_of(out);
    };
    const Affine neutral = {Number(), Number::of(1)}, p = base(), p2 = p + p, p4 = p2 + p2;
    EXPECT_TRUE(sum({}) == neutral);
    EXPECT_TRUE(sum({{nullptr, 0, nullptr, 0}, {nullptr, 0, nullptr, 0}}) == neutral);
    EXPECT_TRUE(sum({{first, 1, nullptr, 0}}) == p);
    EXPECT_TRUE(sum({{nullptr, 0, off + 1, 1}}) == p.negative());
    EXPECT_TRUE(sum({{first, 1, off + 1, 1}}) == neutral);
    EXPECT_TRUE(sum({{first, 1, nullptr, 0}, {nullptr, 0, nullptr, 0}}) == p2);
    EXPECT_TRUE(sum({{first, 1, nullptr, 0}, {first, 1, off, 1}}) == neutral);
    EXPECT_TRUE(sum({{first, 2, off + 1, 1}, {nullptr, 0, nullptr, 0}, {last, 1, off, 2}}) == p4 + p4 + p4 + p);
  });
}

}  // namespace
}  // namespace kernels
