#include "harness/plan/afford.h"

#include <gmock/gmock.h>

#include <limits>

namespace harness {
namespace {

using testing::ElementsAre;
constexpr double never = std::numeric_limits<double>::infinity();

TEST(Affordable, AllWhereTheTimeSuffices) {
  EXPECT_THAT(affordable(std::vector<double>{3, 1, 2}, 6), ElementsAre(true, true, true));
}
TEST(Affordable, TheCheapestFirstWhereItDoesNot) {
  EXPECT_THAT(affordable(std::vector<double>{3, 1, 2}, 4), ElementsAre(false, true, true));
  EXPECT_THAT(affordable(std::vector<double>{never, 1}, 100), ElementsAre(false, true));
}
TEST(Affordable, OneAtLeast) {
  EXPECT_THAT(affordable(std::vector<double>{30, 10}, 4), ElementsAre(false, true));
  EXPECT_THAT(affordable(std::vector<double>{never}, 4), ElementsAre(true));
  EXPECT_TRUE(affordable({}, 4).empty());
}

}  // namespace
}  // namespace harness
