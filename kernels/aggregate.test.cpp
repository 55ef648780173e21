#include "kernels/aggregate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

struct Streams {
  Streams(std::size_t count, std::size_t n) {
    for (std::size_t s = 0; s < count; ++s) values.push_back(random_floats(n, std::uint32_t(s + 1)));
    for (const auto& v : values) pointers.push_back(v.data());
  }
  std::vector<std::vector<float>> values;
  std::vector<const float*> pointers;
};

double trimmed_in_double(const Streams& s, std::size_t column, std::size_t trim) {
  std::vector<double> values;
  for (const auto& v : s.values) values.push_back(std::isfinite(v[column]) ? v[column] : 0.0);
  std::sort(values.begin(), values.end());
  return std::accumulate(values.begin() + std::ptrdiff_t(trim), values.end() - std::ptrdiff_t(trim), 0.0) /
         double(values.size() - 2 * trim);
}

TEST(TrimmedMean, AgreesWithSortingForEveryCountAndTrim) {
  for (std::size_t count = 1; count <= aggregate_count_max; ++count) {
    const std::size_t n = 37;
    const Streams s(count, n);
    for (const std::size_t trim : {std::size_t(0), count / 4, (count - 1) / 2}) {
      for_each_isa([&](Isa isa) {
        std::vector<float> mean(n + 1, 42.0f);
        trimmed_mean_in[isa](s.pointers.data(), count, trim, mean.data(), n);
        EXPECT_EQ(mean[n], 42.0f);
        for (std::size_t i = 0; i < n; ++i)
          ASSERT_NEAR(mean[i], trimmed_in_double(s, i, trim), 1e-6) << count << " " << trim;
      });
    }
  }
}

TEST(TrimmedMean, TakesAnyLength) {
  for (const std::size_t n : awkward_sizes) {
    const Streams s(5, n);
    for_each_isa([&](Isa isa) {
      std::vector<float> mean(n + 1, 42.0f);
      trimmed_mean_in[isa](s.pointers.data(), 5, 1, mean.data(), n);
      EXPECT_EQ(mean[n], 42.0f);
      for (std::size_t i = 0; i < n; ++i) ASSERT_NEAR(mean[i], trimmed_in_double(s, i, 1), 1e-6);
    });
  }
}

TEST(Median, WhatIsNotFiniteAbstains) {
  constexpr float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  constexpr float greatest = std::numeric_limits<float>::max();
  Streams s(3, 8);
  const float bad[8] = {inf, -inf, nan, -nan, greatest, -greatest, 1, 0};
  for (std::size_t i = 0; i < 8; ++i) s.values[0][i] = bad[i], s.values[1][i] = 2, s.values[2][i] = 3;
  std::vector<float> median(8);
  for_each_isa([&](Isa isa) {
    trimmed_mean_in[isa](s.pointers.data(), 3, 1, median.data(), 8);
    EXPECT_EQ(median, (std::vector<float>{2, 2, 2, 2, 3, 2, 2, 2}));
  });
  column_median(s.pointers.data(), 2, median.data(), 8);
  EXPECT_EQ(median[0], 1.0f) << "of 0 and 2";
  EXPECT_DEATH(column_median(s.pointers.data(), 65, median.data(), 8), "1 to 64 gradients");
  EXPECT_DEATH(trimmed_mean(s.pointers.data(), 2, 1, median.data(), 8), "nothing is left");
}

TEST(WeightedMean, AgreesWithDouble) {
  for (const std::size_t n : awkward_sizes) {
    const Streams s(7, n);
    const auto weights = random_floats(7, 9, 0.1f, 2);
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    for_each_isa([&](Isa isa) {
      std::vector<float> mean(n + 1, 42.0f);
      weighted_mean[isa](s.pointers.data(), weights.data(), 7, mean.data(), n);
      EXPECT_EQ(mean[n], 42.0f);
      for (std::size_t i = 0; i < n; ++i) {
        double want = 0;
        for (std::size_t a = 0; a < 7; ++a) want += weights[a] * double(s.values[a][i]) / total;
        ASSERT_NEAR(mean[i], want, 1e-6);
      }
    });
  }
}

TEST(Votes, CountsAndStakesAreExact) {
  std::mt19937_64 random(1);
  for (const std::size_t voters : awkward_sizes) {
    std::vector<std::uint64_t> ballots(voters / 64 + 1);
    std::vector<std::uint32_t> stakes(voters);
    for (auto& word : ballots) word = random();
    for (auto& stake : stakes) stake = std::uint32_t(random());  // up to 2^32 - 1: sums need 64 bits
    std::uint64_t yes = 0, total = 0;
    for (std::size_t v = 0; v < voters; ++v) {
      if (ballots[v / 64] >> v % 64 & 1) ++yes, total += stakes[v];
    }
    for_each_isa([&](Isa isa) {
      EXPECT_EQ(vote_count[isa](ballots.data(), voters), yes);
      EXPECT_EQ(stake_tally[isa](ballots.data(), stakes.data(), voters), total);
    });
  }
}

TEST(Quantise, IsWithinHalfAStepAndKeepsZero) {
  for (const std::size_t n : awkward_sizes) {
    const auto x = random_floats(n, 1, -3, 3);
    for_each_isa([&](Isa isa) {
      std::vector<std::int8_t> q(n + 1, 99);
      std::vector<float> y(n + 1, 42.0f);
      const float scale = quantise[isa](x.data(), q.data(), n);
      dequantise[isa](q.data(), scale, y.data(), n);
      EXPECT_EQ(q[n], 99);
      EXPECT_EQ(y[n], 42.0f);
      for (std::size_t i = 0; i < n; ++i) ASSERT_LE(std::abs(y[i] - x[i]), scale * 0.5001f);
    });
  }
  for_each_isa([](Isa isa) {
    for (const float small : {0.0f, 1e-40f}) {
      const std::vector<float> x(20, small);
      std::vector<std::int8_t> q(20, 99);
      EXPECT_EQ(quantise[isa](x.data(), q.data(), 20), 0.0f);
      EXPECT_EQ(q, std::vector<std::int8_t>(20, 0));
    }
  });
}

TEST(Delta, GivesBackTheStateToTheLastBitWhereItIsExact) {
  for (const std::size_t n : awkward_sizes) {
    const auto x = random_floats(n, 1), y = random_floats(n, 2);
    for_each_isa([&](Isa isa) {
      std::vector<float> d(n + 1, 42.0f);
      delta[isa](x.data(), y.data(), d.data(), n);
      EXPECT_EQ(d[n], 42.0f);
      for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(d[i], x[i] - y[i]);
    });
  }
}

}  // namespace
}  // namespace kernels
