// Worked examples of others: scipy 1.10 where it is exact (samples of its own generator, seed 11), M. Hollander and
// D. A. Wolfe, "Nonparametric statistical methods", and R's manual.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/stats/rank_sum.h"
#include "harness/stats/signed_rank.h"

namespace stats {
namespace {

TEST(Oracle, SignedRankIsScipys) {
  struct Row {
    std::vector<double> differences;
    double p;  // wilcoxon(d, alternative='greater', mode='exact')
  };
  const std::vector<Row> rows = {
      {{0.2842, 1.6097, 1.4747, -0.2603, -0.048, -0.2774, 0.8197, 0.1939}, 0.09765625},
      {{0.9969, -1.5973, 1.8165, 0.1536, 0.9304, 0.1134, -0.1291, 0.7131, 1.0745, 0.0475, 0.0972, 0.9357, -0.6203,
        -1.2644, 0.645},
       0.1038818359375},
      {{-0.4206, -1.6703, -0.5641, -0.2176, -0.9432, -1.2425, 0.2866, 1.1472,  0.0169,  -0.4936, 0.635,  0.9672, -0.05,
        0.7947,  1.2929,  0.043,   -0.5635, 0.5977,  0.4975,  1.3488, -1.0346, -0.4116, -0.5882, -1.484, 0.3764},
       0.6144202947616577},
      {{0.7778,  -0.4888, 1.6356,  1.0719, 0.8774,  0.6517, 1.2057, -1.082,  0.8639,  0.8528,
        -1.5177, 0.597,   -0.0004, 1.0315, -0.1891, 0.2318, 0.5929, -0.6263, 0.8486,  0.145,
        0.7425,  -0.2718, 1.3362,  0.8552, 0.072,   0.882,  1.5098, 2.0412,  -1.3236, 1.1331,
        0.7151,  0.1561,  -0.7567, 1.5072, -1.0117, 0.8169, 1.5519, -1.3497, -0.0525, -1.0592},
       0.00999396765655547},
  };
  for (const Row& row : rows) EXPECT_NEAR(signed_rank_p_greater(row.differences), row.p, 1e-12);
}

TEST(Oracle, RankSumIsScipys) {
  struct Row {
    std::vector<double> a, b;
    double exact, normal;  // mannwhitneyu(a, b, alternative='two-sided', method='exact' and 'asymptotic')
  };
  const std::vector<Row> rows = {
      {{0.244, 1.514, 2.024, -1.778, -0.575},
       {1.404, 2.279, 1.121, -0.046, 0.997, 0.683, 0.496},
       0.5303030303030304,
       0.5159516963585487},
      {{-0.734, 0.387, 0.308, -0.093, -0.222, -1.285, -0.486, 1.206, -0.191, -1.44},
       {2.034, 1.23, 2.808, 0.763, 0.239, -0.748, 2.024, 3.27, -0.121, 0.053},
       0.01854337612851545,
       0.0211339281291611},
      {{0.596, -0.83, -0.271, -0.35, 0.192, 1.095, 0.022, 0.919, -0.42, 0.328, -2.138, -1.45, 0.796, -0.59},
       {1.28,  1.242, 2.022, 1.512, 1.717,  0.588, 0.002, -0.032, 0.212, -0.43,
        0.153, 0.607, 0.952, 0.361, -1.224, 0.628, 0.925, 1.784,  1.278, 0.056},
       0.012181333862997775,
       0.01362556474461999},
  };
  for (const Row& row : rows) {
    EXPECT_NEAR(rank_sum_p(row.a, row.b), row.exact, 1e-12);
    EXPECT_NEAR(rank_sum_p_normal(row.a, row.b), row.normal, 1e-12);
  }
}

TEST(Oracle, DepressionScores) {
  // Hollander and Wolfe, table 3.1 and its comments: nine patients before and after.
  const std::vector<double> before = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
  const std::vector<double> after = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
  std::vector<double> fall(9), rise(9);
  for (std::size_t i = 0; i < 9; ++i) {
    rise[i] = after[i] - before[i];
    fall[i] = -rise[i];
  }
  EXPECT_NEAR(signed_rank_p_greater(fall), 0.01953125, 1e-12);
  const Interval i = signed_rank_interval(rise, 0.02);  // their 96 % interval
  EXPECT_NEAR(i.estimate, -0.46, 1e-12);
  EXPECT_NEAR(i.lo, -0.786, 1e-12);
  EXPECT_NEAR(i.hi, -0.010, 1e-12);
}

TEST(Oracle, WaterThroughMembranes) {
  // Hollander and Wolfe, table 4.1; R's manual gives the one-sided p 0.1272.
  const std::vector<double> term = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
  const std::vector<double> early = {1.15, 0.88, 0.90, 0.74, 1.21};
  EXPECT_NEAR(rank_sum_p(early, term), 2 * 0.1272061272061272, 1e-12);
  EXPECT_NEAR(shift_interval(early, term, 0.05).estimate, 0.305, 1e-12);
}

TEST(Oracle, RankSumWithTiesIsThatOfAllSplits) {
  // All splits counted in Python; the first is also golang.org/x/perf's own test.
  EXPECT_NEAR(rank_sum_p(std::vector<double>{2, 1, 3, 5}, std::vector<double>{2, 2, 2, 2}), 0.7142857142857143, 1e-12);
  EXPECT_NEAR(rank_sum_p(std::vector<double>{2, 1, 3, 5}, std::vector<double>{1, 1, 1, 1, 1}), 2 * 6 / 126.0, 1e-12);
  EXPECT_NEAR(rank_sum_p(std::vector<double>{1, 2, 2, 3, 3, 3}, std::vector<double>{2, 3, 3, 4, 5, 5}),
              0.09740259740259741, 1e-12);
  EXPECT_EQ(rank_sum_p(std::vector<double>{1, 1}, std::vector<double>{1, 1, 1}), 1);
  EXPECT_EQ(rank_sum_p_normal(std::vector<double>{1, 1}, std::vector<double>{1, 1, 1}), 1);
}

}  // namespace
}  // namespace stats
