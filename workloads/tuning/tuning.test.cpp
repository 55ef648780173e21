#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "workloads/random.h"
#include "workloads/tuning/product_tuner.h"

namespace workloads::tuning {
namespace {

double noise(Random& random, double share) { return 1 + share * (double(random.next() >> 11) * 0x1p-52 - 1); }

TEST(CostModel, FindsTheCoefficientsThatMadeTheTimes) {
  std::vector<Features> rows;
  std::vector<double> times;
  for (double n = 1; n <= 1024; n *= 2) {
    rows.push_back({1, n, n * n * n});
    times.push_back(500 + 3 * n + 0.02 * n * n * n);
  }
  const auto model = CostModel::fit(rows, times);
  ASSERT_TRUE(model);
  EXPECT_LT(model->held_out_error(), 1e-9);
  EXPECT_NEAR(model->predict({1, 100, 1e6}), 500 + 300 + 20'000, 1e-3);
}

TEST(CostModel, SaysHowFarOffItIs) {
  Random random(1);
  std::vector<Features> rows;
  std::vector<double> noisy, none;
  for (int i = 1; i <= 60; ++i) {
    rows.push_back({1, double(i)});
    noisy.push_back((100 + 5 * i) * noise(random, 0.1));
    none.push_back(std::exp(double(random.next() % 12)));  // nothing to do with the features
  }
  EXPECT_NEAR(CostModel::fit(rows, noisy)->held_out_error(), 0.05, 0.04);
  EXPECT_GT(CostModel::fit(rows, none)->held_out_error(), 0.5);
}

TEST(CostModel, RefusesWhatHasNoAnswer) {
  const std::vector<Features> rows = {{1, 1}, {1, 2}, {1, 3}};
  EXPECT_TRUE(CostModel::fit(rows, {1, 2, 3}));
  EXPECT_FALSE(CostModel::fit({}, {}));
  EXPECT_FALSE(CostModel::fit(rows, {1, 2}));
  EXPECT_FALSE(CostModel::fit(rows, {1, 0, 3}));
  EXPECT_FALSE(CostModel::fit(rows, {1, std::numeric_limits<double>::infinity(), 3}));
  EXPECT_FALSE(CostModel::fit({{1, 1}, {1, 2}}, {1, 2}));             // nothing left to hold out
  EXPECT_FALSE(CostModel::fit({{1, 2}, {1, 2}, {1, 2}}, {1, 2, 3}));  // one feature twice
  EXPECT_FALSE(CostModel::fit({{1, 0}, {1, 0}, {1, 0}}, {1, 2, 3}));
  EXPECT_FALSE(CostModel::fit({{1, 1}, {1}, {1, 3}}, {1, 2, 3}));
}

// A second thread halves the work and costs 5 us to wake.
double time_ns(const Shape& s, std::size_t threads) {
  const double work = 0.02 * double(s.m) * double(s.n) * double(s.k);
  return 100 + work / double(threads) + 5000 * double(threads - 1);
}

TEST(ProductTuner, SharesOutWhatIsWorthIt) {
  const ProductTuner tuner({1, 2}, ProductTuner::usual_shapes(), time_ns);
  EXPECT_TRUE(tuner.trusted());
  EXPECT_EQ(tuner.threads_for({48, 48, 48}), 1u);
  EXPECT_EQ(tuner.threads_for({77, 77, 77}), 1u);
  EXPECT_EQ(tuner.threads_for({90, 90, 90}), 2u);
  EXPECT_EQ(tuner.threads_for({900, 900, 900}), 2u);
}

TEST(ProductTuner, StaysOnOneThreadWhereItKnowsNothing) {
  Random random(1);
  const auto wild = [&random](const Shape&, std::size_t) { return std::exp(double(random.next() % 12)); };
  const ProductTuner tuner({1, 2}, ProductTuner::usual_shapes(), wild);
  EXPECT_FALSE(tuner.trusted());
  EXPECT_EQ(tuner.threads_for({2000, 2000, 2000}), 1u);
  const ProductTuner none({1, 2}, {{8, 8, 8}}, time_ns);
  EXPECT_EQ(none.held_out_error(), 1);
  EXPECT_EQ(none.threads_for({2000, 2000, 2000}), 1u);
}

}  // namespace
}  // namespace workloads::tuning
