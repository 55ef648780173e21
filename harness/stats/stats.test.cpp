// Oracles: all sign patterns by brute force, and values from scipy 1.10 (wilcoxon, exact).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <tuple>

#include "harness/stats/multiple.h"
#include "harness/stats/rank_sum.h"
#include "harness/stats/signed_rank.h"
#include "harness/stats/summary.h"

namespace stats {
namespace {

// P(W- <= observed) over all 2^n signs of the ranks, the definition of the test.
double brute_force_p(std::vector<double> d) {
  std::erase(d, 0.0);
  const std::size_t n = d.size();
  std::vector<double> rank(n);
  double observed = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      rank[i] += std::abs(d[j]) < std::abs(d[i]) ? 1 : std::abs(d[j]) == std::abs(d[i]) ? 0.5 : 0;
    }
    rank[i] += 0.5;
    if (d[i] < 0) observed += rank[i];
  }
  std::size_t as_small = 0;
  for (std::size_t signs = 0; signs < std::size_t{1} << n; ++signs) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += signs >> i & 1 ? rank[i] : 0;
    as_small += sum <= observed + 1e-9;
  }
  return double(as_small) / double(std::size_t{1} << n);
}

TEST(SignedRank, AgreesWithBruteForceWithTiesAndZeros) {
  std::mt19937_64 random(1);
  for (std::size_t n = 1; n <= 14; ++n) {
    for (const double grain : {0.0, 0.5}) {
      std::vector<double> d(n);
      for (double& x : d) {
        x = std::normal_distribution<>(0.3, 1)(random);
        if (grain > 0) x = grain * std::round(x / grain);
      }
      EXPECT_NEAR(signed_rank_p_greater(d), brute_force_p(d), 1e-12) << "n=" << n << " grain=" << grain;
    }
  }
}

TEST(SignedRank, AgreesWithScipy) {
  // scipy.stats.wilcoxon([1,2,3,4,-5,6,7,8], alternative='greater', mode='exact').pvalue
  const std::vector<double> d = {1, 2, 3, 4, -5, 6, 7, 8};
  EXPECT_NEAR(signed_rank_p_greater(d), 0.0390625, 1e-12);
}

TEST(SignedRank, CdfOfEightIsThePublishedTable) {
  const auto cdf = signed_rank_cdf(8);
  ASSERT_EQ(cdf.size(), 37u);
  EXPECT_NEAR(cdf[0], 1 / 256.0, 1e-15);
  EXPECT_NEAR(cdf[5], 10 / 256.0, 1e-15);
  EXPECT_NEAR(cdf[36], 1, 1e-15);
  EXPECT_NEAR(signed_rank_cdf(40)[820], 1, 1e-12);
}

TEST(SignedRank, IntervalIsOverWalshAverages) {
  const std::vector<double> d = {1, 2, 4};
  const auto averages = walsh_averages(d);
  EXPECT_EQ(averages, (std::vector<double>{1, 1.5, 2, 2.5, 3, 4}));
  const Interval one = signed_rank_interval(d, 0.125);  // P(W <= 0) of 3 is 1/8
  EXPECT_EQ(one.lo, 1);
  EXPECT_EQ(one.hi, 4);
  EXPECT_EQ(one.estimate, 2.25);
  EXPECT_EQ(signed_rank_interval(d, 0.1).lo, -std::numeric_limits<double>::infinity());
  const std::vector<double> eight = {1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(signed_rank_interval(eight, 0.0040).lo, 1);  // 1/256 = 0.0039 fits the first look
  EXPECT_EQ(signed_rank_interval(eight, 0.0012).lo, -std::numeric_limits<double>::infinity());
}

// The interval holds exactly the shifts that the test does not reject: checked just inside and just outside its ends.
TEST(SignedRank, IntervalIsTheInversionOfTheTest) {
  std::mt19937_64 random(3);
  for (const std::size_t n : {8u, 11u, 14u}) {
    std::vector<double> d(n);
    for (double& x : d) x = std::normal_distribution<>(0.3, 1)(random);
    const double error = 0.02, step = 1e-9;
    const Interval i = signed_rank_interval(d, error);
    const auto p_above = [&](double shift) {
      std::vector<double> moved = d;
      for (double& x : moved) x -= shift;
      return brute_force_p(moved);
    };
    EXPECT_LE(p_above(i.lo - step), error) << n;
    EXPECT_GT(p_above(i.lo + step), error) << n;
  }
}

TEST(SignedRank, DegenerateSamples) {
  EXPECT_TRUE(std::isnan(signed_rank_interval({}, 0.1).estimate));
  EXPECT_EQ(signed_rank_p_greater(std::vector<double>{0, 0}), 1);
  const std::vector<double> equal(10, 0.25);
  const Interval i = signed_rank_interval(equal, 0.01);
  EXPECT_EQ(i.lo, 0.25);
  EXPECT_EQ(i.hi, 0.25);
}

TEST(SignedRank, WhatIsNoNumberSaysNothing) {
  const std::vector<double> none(8, NAN), some = {NAN, 1, 2, NAN, -3, 4}, without = {1, 2, -3, 4};
  EXPECT_EQ(signed_rank_p_greater(none), 1);
  EXPECT_EQ(signed_rank_p_greater(some), signed_rank_p_greater(without));
}

TEST(SignedRank, ARiseFromNothingAndAFallToNothingCancel) {
  const std::vector<double> up(8, INFINITY);
  const Interval risen = signed_rank_interval(up, 0.004);
  EXPECT_EQ(risen.lo, INFINITY);
  EXPECT_EQ(risen.estimate, INFINITY);
  EXPECT_EQ(signed_rank_p_greater(up), 1 / 256.0);
  const std::vector<double> both = {INFINITY, -INFINITY, INFINITY, -INFINITY, INFINITY, -INFINITY, INFINITY, -INFINITY};
  const Interval cancelled = signed_rank_interval(both, 0.004);
  EXPECT_EQ(cancelled.lo, -INFINITY);
  EXPECT_EQ(cancelled.estimate, 0);
  EXPECT_EQ(cancelled.hi, INFINITY);
}

TEST(SignedRank, FalseAlarmsStayUnderTheErrorAtEachEnd) {
  std::mt19937_64 random(7);
  int below = 0;
  constexpr int trials = 20000;
  for (int t = 0; t < trials; ++t) {
    std::vector<double> d(12);
    for (double& x : d) x = std::cauchy_distribution<>(0, 1)(random);
    below += signed_rank_interval(d, 0.05).lo > 0;
  }
  EXPECT_LT(below, trials * 0.055);
  EXPECT_GT(below, trials * 0.035);
}

TEST(RankSum, CdfIsThatOfAllOrders) {
  const auto cdf = rank_sum_cdf(3, 4);  // counted over the 35 orders
  ASSERT_EQ(cdf.size(), 13u);
  const std::vector<int> ways = {1, 2, 4, 7, 11, 15, 20, 24, 28, 31, 33, 34, 35};
  for (std::size_t u = 0; u < cdf.size(); ++u) EXPECT_NEAR(cdf[u], ways[u] / 35.0, 1e-14) << u;
  EXPECT_NEAR(rank_sum_cdf(30, 40).back(), 1, 1e-9);
}

TEST(RankSum, ShiftAndItsInterval) {
  const std::vector<double> a = {1, 2, 3}, b = {11, 12, 13, 14};
  const Interval shift = shift_interval(a, b, 1 / 35.0);
  EXPECT_EQ(shift.estimate, 10.5);
  EXPECT_EQ(shift.lo, 8);
  EXPECT_EQ(shift.hi, 13);
  EXPECT_EQ(shift_interval(a, b, 0.01).lo, -std::numeric_limits<double>::infinity());
}

// Against all differences in order.
TEST(RankSum, ShiftsAreThoseOfAllDifferences) {
  std::mt19937 random(1);
  for (const auto& [n, m, grain] : {std::tuple{1u, 1u, 0.0},
                                    {1u, 7u, 0.0},
                                    {9u, 4u, 0.5},
                                    {30u, 20u, 0.0},
                                    {25u, 40u, 1.0},
                                    {12u, 12u, 100.0},
                                    {101u, 101u, 0.0}}) {
    std::normal_distribution<> normal(3, 2);
    const auto drawn = [&, step = grain](std::size_t count) {
      std::vector<double> values(count);
      for (double& v : values) v = step > 0 ? step * std::round(normal(random) / step) : normal(random);
      return values;
    };
    const std::vector<double> a = drawn(n), b = drawn(m);
    std::vector<double> all;
    for (const double x : a) {
      for (const double y : b) all.push_back(y - x);
    }
    std::sort(all.begin(), all.end());
    const Interval got = shift_interval(a, b, 0.025);
    EXPECT_DOUBLE_EQ(got.estimate, quantile(all, 0.5)) << n << ' ' << m;
    const std::vector<double> cdf = rank_sum_cdf(n, m);
    const auto k = std::size_t(std::upper_bound(cdf.begin(), cdf.end(), 0.025) - cdf.begin());
    if (k == 0) {
      EXPECT_EQ(got.hi, std::numeric_limits<double>::infinity());
    } else if (std::max(n, m) <= 100) {
      EXPECT_EQ(got.lo, all[k - 1]) << n << ' ' << m;
      EXPECT_EQ(got.hi, all[all.size() - k]) << n << ' ' << m;
    } else {  // by the normal approximation, within a thousandth of the differences
      const double away = double(std::lower_bound(all.begin(), all.end(), got.lo) - all.begin()) - double(k - 1);
      EXPECT_LE(std::abs(away), 1e-3 * double(all.size()));
    }
  }
}

// As many as hyperfine takes of a short command; all differences would be 800 MB.
TEST(RankSum, ManyValuesTakeNoMoreThanThemselves) {
  std::vector<double> a(10'000), b(10'000);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = double(i % 977), b[i] = double(i % 977) + 5;
  const Interval shift = shift_interval(a, b, 0.025);
  EXPECT_EQ(shift.estimate, 5);
  EXPECT_LT(shift.lo, 5);
  EXPECT_GT(shift.lo, -10);
}

TEST(RankSum, EndsWhereValuesAreNoNumbers) {
  const std::vector<double> none(8, NAN), some = {1, NAN, 2};
  shift_interval(none, some, 0.1);
  shift_interval(std::vector<double>{INFINITY, -INFINITY}, std::vector<double>{INFINITY, 1}, 0.1);
  EXPECT_LE(rank_sum_p(none, none), 1);
  EXPECT_LE(rank_sum_p_normal(some, none), 1);
}

TEST(Summary, MedianAndQuantiles) {
  EXPECT_EQ(median(std::vector<double>{3, 1, 2}), 2);
  EXPECT_EQ(median(std::vector<double>{4, 1, 2, 3}), 2.5);
  EXPECT_TRUE(std::isnan(median({})));
  EXPECT_NEAR(quantile(std::vector<double>{1, 2, 3, 4}, 0.25), 1.75, 1e-15);  // numpy.quantile
  EXPECT_NEAR(robust_spread(std::vector<double>{1, 2, 3, 4, 100}), 1.4826, 1e-12);
}

TEST(Summary, MedianIntervalNeedsSixValuesForNinetyFivePerCent) {
  const std::vector<double> five = {1, 2, 3, 4, 5};
  EXPECT_FALSE(median_interval(five, 0.95));
  const std::vector<double> six = {6, 5, 4, 3, 2, 1};
  const auto interval = median_interval(six, 0.95);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->lo, 1);
  EXPECT_EQ(interval->hi, 6);
  EXPECT_NEAR(interval->coverage, 1 - 2.0 / 64, 1e-12);
  std::vector<double> twenty(20);
  for (int i = 0; i < 20; ++i) twenty[std::size_t(i)] = i + 1;
  EXPECT_EQ(median_interval(twenty, 0.95)->lo, 6);  // the classical (6, 15)
  EXPECT_EQ(median_interval(twenty, 0.95)->hi, 15);
}

TEST(Summary, MedianIntervalOfManyValuesIsScipys) {
  struct Row {
    std::size_t n, lo, hi;
    double coverage;  // 1 - 2 binom.cdf(lo - 1, n, 0.5), scipy 1.10, for the largest such lo
  };
  for (const Row& row : {Row{1074, 505, 570, 0.9527281175673827}, Row{1075, 505, 571, 0.9559335206201511},
                         Row{5000, 2431, 2570, 0.9506841418958285}, Row{100000, 49690, 50311, 0.9504442853304775}}) {
    std::vector<double> values(row.n);
    for (std::size_t i = 0; i < row.n; ++i) values[i] = double(row.n - i);
    const auto interval = median_interval(values, 0.95);
    ASSERT_TRUE(interval) << row.n;
    EXPECT_EQ(interval->lo, double(row.lo)) << row.n;
    EXPECT_EQ(interval->hi, double(row.hi)) << row.n;
    EXPECT_NEAR(interval->coverage, row.coverage, 1e-9) << row.n;
  }
}

TEST(Multiple, WorkedExamples) {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") and "BH"
  const std::vector<double> p = {0.01, 0.04, 0.03, 0.005};
  const std::vector<double> by_holm = {0.03, 0.06, 0.06, 0.02};
  const std::vector<double> by_bh = {0.02, 0.04, 0.04, 0.02};
  for (std::size_t i = 0; i < p.size(); ++i) {
    EXPECT_NEAR(holm(p)[i], by_holm[i], 1e-12);
    EXPECT_NEAR(benjamini_hochberg(p)[i], by_bh[i], 1e-12);
  }
  EXPECT_TRUE(holm({}).empty());
}

}  // namespace
}  // namespace stats
