#include <cmath>
#include <limits>

#include "kernels/reduce.h"
#include "kernels/stencil.h"
#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

TEST(Reduce, SumsWithinItsRoundingsAndFindsTheGreatest) {
  for (const std::size_t n : awkward_sizes) {
    const std::vector<float> x = random_floats(n + 1, 3, -100, 100);
    double sum = 0, magnitude = 0, most = -HUGE_VAL;
    for (std::size_t i = 1; i <= n; ++i) {
      sum += double(x[i]);
      magnitude += std::abs(double(x[i]));
      most = std::max(most, double(x[i]));
    }
    for_each_isa([&](Isa isa) {
      EXPECT_NEAR(reduce_sum[isa](x.data() + 1, n), sum, (double(n) / 4 + 4) * 0x1p-24 * magnitude);
      if (n > 0) {
        EXPECT_EQ(reduce_max[isa](x.data() + 1, n), float(most));
      }
    });
  }
}

TEST(Reduce, TheGreatestIsFoundAtEveryPlace) {
  for (const std::size_t n : {1, 5, 16, 33, 70}) {
    for (std::size_t at = 0; at < n; ++at) {
      std::vector<float> x(n, -5);
      x[at] = -4;
      for_each_isa([&](Isa isa) { EXPECT_EQ(reduce_max[isa](x.data(), n), -4); });
    }
  }
  const float infinite[] = {1, std::numeric_limits<float>::infinity(), -1};
  for_each_isa([&](Isa isa) {
    EXPECT_EQ(reduce_max[isa](infinite, 3), HUGE_VALF);
    EXPECT_EQ(reduce_sum[isa](infinite, 3), HUGE_VALF);
  });
}

TEST(Stencil, EveryPointIsWhatItsNeighboursMakeOfIt) {
  for (const std::size_t rows : {0, 1, 2, 3, 5, 8}) {
    for (const std::size_t columns : {0, 1, 2, 3, 4, 17, 18, 19, 33, 65, 130}) {
      const std::vector<float> x = random_floats(rows * columns, 4);
      std::vector<float> want = x;
      for (std::size_t r = 1; r + 1 < rows; ++r) {
        for (std::size_t c = 1; c + 1 < columns; ++c) {
          const float* at = &x[r * columns + c];
          const float around = (at[-std::ptrdiff_t(columns)] + at[columns]) + (at[-1] + at[1]);
          want[r * columns + c] = 0.6f * at[0] + 0.1f * around;
        }
      }
      for_each_isa([&](Isa isa) {
        std::vector<float> y(rows * columns + 1, 9);
        stencil5[isa](x.data(), y.data(), rows, columns, 0.6f, 0.1f);
        EXPECT_EQ(y.back(), 9);
        y.pop_back();
        EXPECT_EQ(y, want) << rows << " x " << columns;
      });
    }
  }
}

}  // namespace
}  // namespace kernels
