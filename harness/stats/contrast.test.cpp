#include "harness/stats/contrast.h"

#include <gtest/gtest.h>

#include <cmath>

namespace stats {
namespace {

TEST(Contrast, ATolerancesWayToItsScaleAndBack) {
  for (const char* kind : {"time", "bytes", "count", "share"}) {
    for (const double tolerance : {0.001, 0.05, 0.5, 9.0}) {
      const double there = tolerance_on_scale(tolerance, kind, -40);
      EXPECT_NEAR(tolerance_of_scale(there, kind, -40), tolerance, 1e-12) << kind;
    }
  }
  EXPECT_EQ(tolerance_of_scale(3, "count", 0), 0);
}

TEST(Contrast, NothingOnBothSidesIsNoChangeAndFromNothingAnInfiniteOne) {
  struct Row {
    double base, head;
    Scale scale;
    double difference;
  };
  for (const Row& row :
       {Row{0, 0, Scale::ratio, 0}, Row{0, 5, Scale::ratio, INFINITY}, Row{5, 0, Scale::ratio, -INFINITY},
        Row{2, 4, Scale::ratio, std::log(2.0)}, Row{0, 0, Scale::difference, 0}, Row{0, 5, Scale::difference, 5}}) {
    EXPECT_EQ(difference(row.base, row.head, row.scale, false), row.difference) << row.base << " " << row.head;
    EXPECT_EQ(difference(row.base, row.head, row.scale, true), -row.difference) << row.base << " " << row.head;
  }
}

}  // namespace
}  // namespace stats
