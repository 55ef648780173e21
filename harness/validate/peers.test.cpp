// The peers' rules on their own published examples, or on worked ones whose answers scipy 1.10 gives.
#include "harness/validate/peers.h"

#include <gtest/gtest.h>

#include "harness/stats/rank_sum.h"

namespace validate {
namespace {

using V = std::vector<double>;

V times(const V& values, double factor) {
  V out = values;
  for (double& v : out) v *= factor;
  return out;
}

const V base = {101, 103, 99, 100, 102, 104, 98, 97, 105, 100.5};
const V head = {106, 103.5, 110, 108, 101.5, 107, 109, 104.5, 111, 107.5};

TEST(Benchstat, ItsOwnUTestExamples) {
  // golang.org/x/perf, internal/stats/utest_test.go
  EXPECT_NEAR(stats::rank_sum_p(V{2, 1, 3, 5}, V{12, 11, 13, 15}), 0.028571428571428577, 1e-14);
  EXPECT_NEAR(stats::rank_sum_p(V{2, 1, 3, 5}, V{0, 4, 6, 7}), 0.48571428571428577, 1e-14);
  EXPECT_NEAR(stats::rank_sum_p(V{2, 1, 3, 5}, V{2, 1, 3, 5}), 1, 1e-14);
  EXPECT_TRUE(benchstat_slower(V{2, 1, 3, 5}, V{12, 11, 13, 15}));
  EXPECT_FALSE(benchstat_slower(V{12, 11, 13, 15}, V{2, 1, 3, 5}));  // faster
  EXPECT_FALSE(benchstat_slower(V{2, 1, 3, 5}, V{0, 4, 6, 7}));
}

TEST(ComparePy, ItsOwnReportExample) {
  // google/benchmark, tools/gbench/report.py, the test of BM_Two's cpu times: 'cpu_pvalue': 0.6985353583033387
  EXPECT_NEAR(stats::rank_sum_p_normal(V{90, 86}, V{89, 72}), 0.6985353583033387, 1e-14);
  EXPECT_FALSE(compare_py_slower(V{90, 86}, V{89, 72}));
  // scipy.stats.mannwhitneyu, ties included: p = 0.005339024990485649
  const V nine = {101, 103, 99, 100, 102, 104, 98, 97, 105}, later = {106, 103, 110, 108, 101, 107, 109, 104, 111};
  EXPECT_NEAR(stats::rank_sum_p_normal(nine, later), 0.005339024990485649, 1e-14);
  EXPECT_TRUE(compare_py_slower(nine, later));
  EXPECT_FALSE(compare_py_slower(later, nine));
}

TEST(Asv, NeedsBothTheTestAndTheFactor) {
  EXPECT_FALSE(asv_slower(base, times(base, 1.09)));
  EXPECT_TRUE(asv_slower(base, times(base, 1.15)));
  const V four = {100, 101, 102, 103};
  EXPECT_FALSE(asv_slower(four, times(four, 1.5)));  // p can be no smaller than 2/70
}

TEST(Pyperf, TIsScipysAndTheCriticalValuesAreItsTable) {
  const V a = {1, 2, 3, 4, 5}, b = {2, 4, 5, 6, 9, 1, 30};
  EXPECT_NEAR(pooled_t(a, b), 1.1256157395198876, 1e-12);  // scipy.stats.ttest_ind(b, a)
  EXPECT_NEAR(t_critical_95(10), 2.228, 3e-3);             // pyperf/_utils.py
  EXPECT_NEAR(t_critical_95(18), 2.101, 1e-3);
  EXPECT_NEAR(t_critical_95(30), 2.042, 1e-3);
  EXPECT_NEAR(t_critical_95(40), 2.021, 1e-3);
  EXPECT_TRUE(pyperf_slower(base, head));
  EXPECT_FALSE(pyperf_slower(head, base));
  EXPECT_FALSE(pyperf_slower(base, base));
}

TEST(Criterion, SignificantAndBeyondItsNoiseThreshold) {
  const V a = {1, 2, 3, 4, 5}, b = {2, 4, 5, 6, 9, 1, 30};
  EXPECT_NEAR(welch_t(a, b), 1.3387001156118064, 1e-12);  // scipy.stats.ttest_ind(b, a, equal_var=False)
  Random random(1);
  EXPECT_TRUE(criterion_slower(base, head, random, 1000));
  EXPECT_FALSE(criterion_slower(head, base, random, 1000));
  // Highly significant, but less than 1 %: "change within noise threshold".
  const V tight = {100, 100.01, 100.02, 100.03, 100.04, 100.05, 100.06, 100.07, 100.08, 100.09};
  EXPECT_FALSE(criterion_slower(tight, times(tight, 1.005), random, 1000));
  EXPECT_TRUE(criterion_slower(tight, times(tight, 1.02), random, 1000));
}

TEST(Minimum, FivePerCentOfTheMinima) {
  EXPECT_FALSE(minimum_slower(base, times(base, 1.049)));
  EXPECT_TRUE(minimum_slower(base, times(base, 1.051)));
}

TEST(Peers, EachHasARuleThatRuns) {
  Random random(1);
  for (const Peer& peer : peers()) {
    V b, h;
    for (std::size_t i = 0; i < peer.launches; ++i) {
      b.push_back(100 + 0.01 * double(i));
      h.push_back(120 + 0.01 * double(i));
    }
    EXPECT_TRUE(peer.slower(b, h, random)) << peer.name;
    EXPECT_FALSE(peer.slower(h, b, random)) << peer.name;
  }
}

}  // namespace
}  // namespace validate
