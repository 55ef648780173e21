// Planning, sources of noise and the grain of a clock: against published quantiles, and against what simulation gives.
#include "harness/stats/planning.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "harness/stats/grain.h"
#include "harness/stats/noise_source.h"
#include "harness/stats/signed_rank.h"
#include "harness/stats/summary.h"

namespace stats {
namespace {

TEST(Planning, NormalQuantiles) {
  // scipy.stats.norm.isf
  EXPECT_NEAR(normal_quantile_above(0.1), 1.28155157, 1e-8);
  EXPECT_NEAR(normal_quantile_above(0.025), 1.95996398, 1e-8);
  EXPECT_NEAR(normal_quantile_above(0.0012), 3.03567237, 1e-8);
  EXPECT_NEAR(normal_quantile_above(0.5), 0, 1e-12);
}

// A change of the detectable size is shown by about nine samples of ten.
TEST(Planning, DetectableChangeIsDetected) {
  std::mt19937_64 random(2);
  constexpr std::size_t pairs = 24, trials = 2000;
  constexpr double error = 0.0012;
  const auto sample = [&](double middle) {
    std::vector<double> d(pairs);
    for (double& x : d) x = std::normal_distribution<>(middle, 0.02)(random);
    return d;
  };
  double half_width = 0;
  for (std::size_t i = 0; i < trials; ++i) {
    const Interval interval = signed_rank_interval(sample(0), error);
    half_width += 0.5 * (interval.hi - interval.lo) / trials;
  }
  const double detectable = detectable_change(half_width, error);
  std::size_t shown = 0;
  for (std::size_t i = 0; i < trials; ++i) shown += signed_rank_interval(sample(detectable), error).lo > 0;
  EXPECT_GT(double(shown) / trials, 0.85);
  EXPECT_LT(double(shown) / trials, 0.95);
}

TEST(Planning, PairsNeeded) {
  // Half the distance takes four times the pairs; at 50 % power the interval itself has to shrink to the distance.
  EXPECT_EQ(pairs_needed(10, 0.04, 0.0012, 0.02, 0.5), 40u);
  EXPECT_EQ(pairs_needed(10, 0.04, 0.0012, 0.01, 0.5), 160u);
  EXPECT_GT(pairs_needed(10, 0.04, 0.0012, 0.02), 40u);
  EXPECT_EQ(pairs_needed(40, 0.001, 0.0012, 0.02), 41u);  // by luck undecided: one more, never fewer
  EXPECT_EQ(pairs_needed(40, 0.0, 0.0012, 0.02), 41u);
  EXPECT_EQ(pairs_needed(40, 0.04, 0.0012, 0), 0u);  // at the limit
  EXPECT_EQ(pairs_needed(8, INFINITY, 0.0012, 0.02), 0u);
}

struct Made {
  std::vector<double> differences, within;
};
Made made(double between, double within, double drift) {
  std::mt19937_64 random(4);
  std::normal_distribution<> normal;
  Made m;
  constexpr int batches = 9;
  for (int i = 0; i < 40; ++i) {
    double arms[2], variance = 0;
    for (double& arm : arms) {
      std::vector<double> values(batches);
      for (double& v : values) v = within * normal(random);
      variance += median_variance(values);
      std::nth_element(values.begin(), values.begin() + batches / 2, values.end());
      arm = values[batches / 2];
    }
    m.differences.push_back(arms[1] - arms[0] + between * normal(random) + drift * i);
    m.within.push_back(variance);
  }
  return m;
}

TEST(NoiseSources, TheDominantOneIsNamed) {
  struct Row {
    double between, within, drift;
    const char* dominant;
  };
  for (const Row& row : {Row{0.02, 0.005, 0, "between pairs"}, Row{0.001, 0.05, 0, "within launches"},
                         Row{0.005, 0.005, 0.002, "drift"}, Row{0, 0, 0, "none"}}) {
    const Made m = made(row.between, row.within, row.drift);
    const NoiseSources s = noise_sources(m.differences, m.within);
    EXPECT_EQ(s.dominant(), row.dominant) << s.within << " " << s.between << " " << s.drift;
    EXPECT_NEAR(s.within + s.between + s.drift, row.dominant == std::string("none") ? 0 : 1, 1e-12);
  }
}

TEST(NoiseSources, WithoutBatchesOrWithOnePairNothingIsInvented) {
  const std::vector<double> d = {0.1, -0.1, 0.2, 0.0};
  EXPECT_EQ(noise_sources(d, {}).within, 0);
  EXPECT_EQ(noise_sources(std::vector<double>{0.1}, {}).dominant(), "none");
  EXPECT_EQ(noise_sources({}, {}).dominant(), "none");
  EXPECT_EQ(median_variance(std::vector<double>{5}), 0);
}

TEST(Grain, TheStepOfACoarseClock) {
  EXPECT_EQ(grain(std::vector<double>{3, 5, 3, 4.5, 5, 3, 6, 3}), 0.5);
  EXPECT_EQ(grain(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 7}), 0);  // one repeat of eight is chance
  EXPECT_EQ(grain(std::vector<double>{2, 2, 2}), 0);                 // a constant has no step
  EXPECT_EQ(grain({}), 0);
}

TEST(LayoutSpread, IsWhatHoldingTheLayoutTakesAway) {
  const std::vector<double> drawn = {-.06, .05, -.03, .04, .06, -.05, .02, -.04};
  const std::vector<double> held = {-.003, .004, .001, -.002, .003, -.004, .002, 0};
  const auto found = layout_spread(drawn, held);
  ASSERT_TRUE(found);
  EXPECT_NEAR(*found, robust_spread(drawn), 0.001);
  EXPECT_FALSE(layout_spread(held, drawn)) << "less with drawn ones than with held ones is chance";
  EXPECT_FALSE(layout_spread(drawn, drawn));
  EXPECT_FALSE(layout_spread(std::vector<double>(8, 0.0), std::vector<double>(8, 0.0)));
}

TEST(LayoutSpread, IsFoundByChanceInFiveOfAHundred) {
  std::mt19937_64 random(6);
  std::normal_distribution<> normal;
  constexpr int trials = 20000;
  int found = 0;
  for (int t = 0; t < trials; ++t) {
    std::vector<double> drawn(8), held(8);
    for (auto* pairs : {&drawn, &held}) {
      for (double& d : *pairs) d = normal(random);
    }
    found += layout_spread(drawn, held).has_value();
  }
  EXPECT_NEAR(double(found) / trials, 0.05, 0.005);
}

}  // namespace
}  // namespace stats
