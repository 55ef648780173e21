#include "harness/stats/binomial.h"

#include <gtest/gtest.h>

namespace stats {
namespace {

TEST(Binomial, McNemarIsScipys) {
  struct Row {
    std::size_t only_base, only_head;
    double p;  // binomtest(min, sum, 0.5), scipy 1.10
  };
  for (const Row& row : {Row{0, 0, 1}, Row{1, 0, 1}, Row{0, 5, 0.0625}, Row{3, 9, 0.14599609375}, Row{10, 10, 1},
                         Row{12, 31, 0.005401572654591291}, Row{200, 260, 0.0058839224731039984}}) {
    EXPECT_NEAR(mcnemar_p(row.only_base, row.only_head), row.p, 1e-12);
    EXPECT_EQ(mcnemar_p(row.only_base, row.only_head), mcnemar_p(row.only_head, row.only_base));
  }
}

TEST(Binomial, ClopperPearsonIsScipys) {
  struct Row {
    std::size_t successes, trials;
    double error, lo, hi;  // binomtest(k, n).proportion_ci(1 - error, 'exact')
  };
  for (const Row& row : {Row{0, 5, 0.05, 0, 0.5218237501049814}, Row{5, 5, 0.05, 0.47817624989501856, 1},
                         Row{2, 4, 0.05, 0.06758598648854298, 0.932414013511457},
                         Row{1, 30, 0.05, 0.0008435709266493071, 0.17216945563341293},
                         Row{150, 500, 0.05, 0.26011762196073546, 0.3422662960640264},
                         Row{1000, 2294, 0.05, 0.4155026442006754, 0.45650082400538067},
                         Row{3, 12, 0.01, 0.030337441149357002, 0.6552223574130549}}) {
    const ShareInterval interval = clopper_pearson(row.successes, row.trials, row.error);
    EXPECT_NEAR(interval.lo, row.lo, 1e-9) << row.successes << " of " << row.trials;
    EXPECT_NEAR(interval.hi, row.hi, 1e-9) << row.successes << " of " << row.trials;
  }
}

TEST(Binomial, WithoutATrialNothingIsKnown) {
  EXPECT_EQ(clopper_pearson(0, 0).lo, 0);
  EXPECT_EQ(clopper_pearson(0, 0).hi, 1);
}

}  // namespace
}  // namespace stats
