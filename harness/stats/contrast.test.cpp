#include "harness/stats/contrast.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace stats
