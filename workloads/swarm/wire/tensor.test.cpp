#include "workloads/swarm/wire/tensor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace workloads::swarm::wire {
namespace {

using Floats = std::vector<float>;

// NaN is equal to itself here, and a zero not to its negative.
bool same_bits(const Floats& a, const Floats& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), 4 * a.size()) == 0);
}
Floats weights(std::size_t n, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> value(0, 0.05f);
  Floats out(n);
  for (float& x : out) x = value(random);
  return out;
}

TEST(Tensor, ComesBackBitByBit) {
  for (const std::size_t n : {0, 1, 3, 16, 100, 4099}) {
    Floats values = weights(n, 1), back = {5};
    if (n > 3) values[0] = std::nanf("7"), values[1] = -0.0f, values[2] = std::numeric_limits<float>::infinity();
    Bytes payload;
    ASSERT_TRUE(write_tensor(values, payload));
    EXPECT_LE(payload.size(), 4 + 4 * n);
    ASSERT_TRUE(read_tensor(payload, back));
    EXPECT_TRUE(same_bits(values, back)) << n;
  }
}

TEST(Tensor, WeightsGrowSmaller) {
  Bytes payload;
  ASSERT_TRUE(write_tensor(weights(65536, 1), payload));
  EXPECT_LT(payload.size(), std::size_t(0.95 * 4 * 65536));
}

TEST(Tensor, ForeignBytesAreRefusedOrAreSomeTensor) {
  Bytes good;
  ASSERT_TRUE(write_tensor(weights(100, 1), good));
  Floats values = {5};
  for (std::size_t bytes = 0; bytes < 4; ++bytes) EXPECT_FALSE(read_tensor(View(good).first(bytes), values));
  Bytes longer(4 + 4 * 100 + 1);
  longer[0] = std::byte(100);
  EXPECT_FALSE(read_tensor(longer, values));
  const Bytes huge(8, std::byte(255));
  EXPECT_FALSE(read_tensor(huge, values));
  EXPECT_EQ(values, Floats{5});
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    Bytes bad = good;
    bad[random() % bad.size()] ^= std::byte(1 + random() % 255);
    read_tensor(bad, values);
    apply_delta(bad, values);
    EXPECT_LE(values.size(), tensor_floats_max);
  }
}

TEST(Delta, TurnsTheOldStateIntoTheNew) {
  for (const std::size_t n : {0, 1, 2, 100, 5000}) {
    const Floats before = weights(n, 1);
    Floats after = before, state = before;
    for (std::size_t i = 0; i < n; i += 7) after[i] = -after[i];
    Bytes payload;
    if (n == 1) {
      EXPECT_FALSE(write_delta(before, after, payload));  // all of it changed
      EXPECT_TRUE(payload.empty());
      continue;
    }
    ASSERT_TRUE(write_delta(before, after, payload));
    ASSERT_TRUE(apply_delta(payload, state));
    EXPECT_TRUE(same_bits(state, after));
  }
}

TEST(Delta, RefusesWhatDoesNotFitAndChangesNothing) {
  const Floats before = weights(10, 1);
  Floats after = before;
  after[3] = 1, after[7] = 2;
  Bytes good, none;
  ASSERT_TRUE(write_delta(before, after, good));
  EXPECT_FALSE(write_delta(before, weights(9, 1), none));
  EXPECT_FALSE(write_delta(before, weights(10, 2), none));
  EXPECT_TRUE(none.empty());
  const auto with = [&good](std::size_t at, std::uint32_t word) {
    Bytes bad = good;
    std::memcpy(&bad[at], &word, 4);
    return bad;
  };
  const Bytes bad[] = {with(0, 11), with(4, 3), with(4, ~0u), with(8, 10), with(8, 7), with(12, 3), {}, Bytes(7)};
  for (const Bytes& payload : bad) {
    Floats state = before;
    EXPECT_FALSE(apply_delta(payload, state));
    EXPECT_TRUE(same_bits(state, before));
  }
}

}  // namespace
}  // namespace workloads::swarm::wire
