#include "workloads/daa/crypto/edwards25519.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <random>
#include <set>

#include "workloads/daa/crypto/multi_scalar.h"

namespace workloads::daa::crypto {
namespace {

using namespace field;

// L of RFC 8032.
constexpr Bytes32 order = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                           0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                           0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

Bytes32 random_bytes(std::mt19937_64& random) {
  Bytes32 out;
  for (auto& byte : out) byte = std::uint8_t(random());
  return out;
}
Bytes32 filled(std::uint8_t value) {
  Bytes32 out;
  out.fill(value);
  return out;
}
Bytes32 small(std::uint8_t value) {
  Bytes32 out{};
  out[0] = value;
  return out;
}

std::vector<Field> fields() {
  std::mt19937_64 random(1);
  Bytes32 p_minus_one = filled(0xff), p = filled(0xff), most = filled(0xff);
  p_minus_one[0] = 0xec, p[0] = 0xed;
  p_minus_one[31] = p[31] = most[31] = 0x7f;
  std::vector<Field> out = {number(0), number(1), number(2), from_bytes(p_minus_one), from_bytes(p), from_bytes(most)};
  for (int i = 0; i < 12; ++i) out.push_back(from_bytes(random_bytes(random)));
  return out;
}

TEST(Field25519, Laws) {
  for (const Field& a : fields()) {
    for (const Field& b : fields()) {
      EXPECT_TRUE(equal(a * b, b * a));
      EXPECT_TRUE(equal((a - b) + b, a));
      EXPECT_TRUE(equal(square(a + b), square(a) + square(b) + (a * b) + (a * b)));
      for (const Field& c : fields()) {
        // Differences of differences are the largest operands that the formulas for points have.
        EXPECT_TRUE(
            equal((a * b - c * a - b * c) * (b - a), (a * b - c * a - b * c) * b - (a * b - c * a - b * c) * a));
        EXPECT_TRUE(equal((a + b) * c, a * c + b * c));
      }
    }
    EXPECT_TRUE(equal(square(a), a * a));
    EXPECT_TRUE(equal(a * inverse(a), equal(a, number(0)) ? number(0) : number(1)));
  }
  EXPECT_TRUE(equal(square(root_of_minus_one()), number(0) - number(1)));
}

TEST(Field25519, OneEncoding) {
  Bytes32 p = filled(0xff);
  p[31] = 0x7f;
  for (int above = 0; above < 19; ++above) {
    p[0] = std::uint8_t(0xed + above);
    EXPECT_EQ(to_bytes(from_bytes(p)), small(std::uint8_t(above)));
  }
  std::mt19937_64 random(2);
  for (int i = 0; i < 100; ++i) {
    Bytes32 bytes = random_bytes(random);
    bytes[31] &= 0x3f;
    EXPECT_EQ(to_bytes(from_bytes(bytes)), bytes);
  }
}

TEST(Edwards25519, SmallOrders) {
  for (const char* odd : {"\x01", "\xec", "\x00"}) {
    Bytes32 bytes = filled(odd[0] == '\xec' ? 0xff : 0);
    bytes[0] = std::uint8_t(odd[0]), bytes[31] &= 0x7f;
    EXPECT_TRUE(is_of_small_order(*decode(bytes)));
  }
  // A point times the prime order is of small order, and all eight of these turn up.
  std::mt19937_64 random(6);
  std::set<Bytes32> seen;
  for (int i = 0; i < 300; ++i) {
    const std::optional<Point> point = decode(random_bytes(random));
    if (!point) continue;
    EXPECT_FALSE(is_of_small_order(*point));
    const std::vector<Addend> multiples = odd_multiples(*point, 4);
    MultiScalar terms;
    terms.add(multiples, order);
    const Point small_one = terms.sum();
    EXPECT_TRUE(is_of_small_order(small_one));
    seen.insert(encode(small_one));
  }
  EXPECT_EQ(seen.size(), 8u);
}

Bytes32 times_base(const Bytes32& scalar) {
  Bytes32 out{};
  EXPECT_EQ(crypto_scalarmult_ed25519_base_noclamp(out.data(), scalar.data()), 0);
  return out;
}

Bytes32 random_scalar(std::mt19937_64& random) {
  Bytes32 out = random_bytes(random);
  out[31] &= 0x0f;
  return out;
}

TEST(Edwards25519, SumsDoublesAndDifferencesAgreeWithLibsodium) {
  std::mt19937_64 random(3);
  Bytes32 minus_one = order;
  --minus_one[0];
  const auto combined = [](const Bytes32& p, const Bytes32& one, const Bytes32& q, const Bytes32& other) {
    const std::vector<Addend> of_p = odd_multiples(*decode(p), 2), of_q = odd_multiples(*decode(q), 2);
    MultiScalar terms;
    terms.add(of_p, one);
    terms.add(of_q, other);
    return terms.sum();
  };
  for (int i = 0; i < 50; ++i) {
    const Bytes32 a = times_base(random_scalar(random)), b = i % 5 == 0 ? a : times_base(random_scalar(random));
    Bytes32 want{};
    crypto_core_ed25519_add(want.data(), a.data(), b.data());
    EXPECT_EQ(encode(combined(a, small(1), b, small(1))), want);
    crypto_core_ed25519_sub(want.data(), a.data(), b.data());
    EXPECT_EQ(encode(combined(a, small(1), b, minus_one)), want);
    crypto_core_ed25519_add(want.data(), a.data(), a.data());
    EXPECT_EQ(encode(combined(a, small(2), a, small(0))), want);
    EXPECT_EQ(encode(*decode(a)), a);
    EXPECT_TRUE(is_neutral(combined(a, small(1), a, minus_one)));
  }
  EXPECT_EQ(encode(base_point()), times_base(small(1)));
}

TEST(Edwards25519, DecodesWhatIsAPointAndNothingElse) {
  std::mt19937_64 random(4);
  int points = 0;
  for (int i = 0; i < 300; ++i) {
    const Bytes32 bytes = random_bytes(random);
    const std::optional<Point> point = decode(bytes);
    points += point.has_value();
    if (!point) continue;
    EXPECT_EQ(encode(*point), bytes);
  }
  EXPECT_GT(points, 100);
  EXPECT_LT(points, 200);
  Bytes32 bytes = filled(0xff);
  EXPECT_FALSE(decode(bytes)) << "p + 18, odd";
  bytes[0] = 0xee, bytes[31] = 0x7f;
  EXPECT_FALSE(decode(bytes)) << "p + 1 is 1 written otherwise";
  EXPECT_TRUE(decode(small(1)));
  bytes = small(1);
  bytes[31] = 0x80;
  EXPECT_FALSE(decode(bytes)) << "0 has no sign";
}

TEST(MultiScalar, AgreesWithLibsodiumForEveryCountOfMultiples) {
  std::mt19937_64 random(5);
  MultiScalar terms;
  EXPECT_TRUE(is_neutral(terms.sum()));
  for (const std::size_t multiples : {2, 4, 8, 16, 32, 64}) {
    for (int round = 0; round < 6; ++round) {
      std::vector<Bytes32> scalars = {small(0), small(1), small(255), random_scalar(random), random_scalar(random)};
      scalars.push_back(filled(0xff));
      scalars.back()[31] = 0x0f;
      std::vector<std::vector<Addend>> tables;
      Bytes32 want = encode(Point{});
      tables.reserve(scalars.size());
      for (const Bytes32& scalar : scalars) {
        const Bytes32 point = times_base(random_scalar(random));
        tables.push_back(odd_multiples(*decode(point), multiples));
        terms.add(tables.back(), scalar);
        if (scalar == small(0)) continue;
        Bytes32 product{}, total{};
        ASSERT_EQ(crypto_scalarmult_ed25519_noclamp(product.data(), scalar.data(), point.data()), 0);
        ASSERT_EQ(crypto_core_ed25519_add(total.data(), want.data(), product.data()), 0);
        want = total;
      }
      EXPECT_EQ(encode(terms.sum()), want) << multiples;
    }
  }
}

}  // namespace
}  // namespace workloads::daa::crypto
