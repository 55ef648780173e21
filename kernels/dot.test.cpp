#include "kernels/dot.h"

#include <Eigen/Dense>

#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

TEST(Dot, AgreesWithEigenInDoubleOnEveryIsa) {
  for_each_isa([](Isa isa) {
    for (std::size_t n : awkward_sizes) {
      for (std::size_t offset : Sizes{0, 1, 3}) {
        const auto a = random_floats(n + offset, 1), b = random_floats(n + offset, 2);
        const Eigen::Map<const Eigen::VectorXf> left(a.data() + offset, Eigen::Index(n)),
            right(b.data() + offset, Eigen::Index(n));
        const double want = left.cast<double>().dot(right.cast<double>());
        // Each of n products and sums may round once; magnitudes are at most 1.
        EXPECT_NEAR(dot[isa](a.data() + offset, b.data() + offset, n), want, 1e-7 * double(n)) << "n=" << n;
      }
    }
  });
}

TEST(Dot, NaNAndInfinityComeThrough) {
  for_each_isa([](Isa isa) {
    std::vector<float> a(37, 1.0f), b(37, 1.0f);
    a[5] = std::numeric_limits<float>::infinity();
    EXPECT_EQ(dot[isa](a.data(), b.data(), 37), a[5]);
    a[36] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_TRUE(std::isnan(dot[isa](a.data(), b.data(), 37)));
  });
}

}  // namespace
}  // namespace kernels
