#include "kernels/gradient_mean.h"

#include <Eigen/Dense>

#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

TEST(GradientMean, AgreesWithEigenAndBetweenInstructionSets) {
  for (std::size_t n : awkward_sizes) {
    for (std::size_t count : Sizes{1, 2, 3, 4, 5, 6, 9, 10, 11, 20, 50}) {
      const std::size_t offset = (n + count) % 4;
      std::vector<std::vector<float>> gradients;
      std::vector<const float*> pointers;
      Eigen::ArrayXd want = Eigen::ArrayXd::Zero(Eigen::Index(n));
      for (std::size_t s = 0; s < count; ++s) {
        gradients.push_back(random_floats(n + offset, std::uint32_t(s)));
        pointers.push_back(gradients.back().data() + offset);
        want += Eigen::Map<const Eigen::ArrayXf>(pointers.back(), Eigen::Index(n)).cast<double>() / double(count);
      }
      std::vector<float> reference(n);
      gradient_mean[Isa::scalar](pointers.data(), count, reference.data(), n);
      for_each_isa([&](Isa isa) {
        std::vector<float> mean(n + 1, 42.0f);
        gradient_mean[isa](pointers.data(), count, mean.data(), n);
        EXPECT_EQ(mean[n], 42.0f);
        for (std::size_t i = 0; i < n; ++i) {
          ASSERT_NEAR(mean[i], want[Eigen::Index(i)], 1e-7 * double(count)) << "n=" << n << " count=" << count;
          ASSERT_EQ(mean[i], reference[i]);
        }
      });
    }
  }
}

// Long enough to be stored past the caches, at every alignment of the result.
TEST(GradientMean, ResultsThatExceedTheCachesAreRightToTheLastBit) {
  const std::size_t n = 300001;
  const auto x = random_floats(n, 1), y = random_floats(n, 2);
  const float* pointers[] = {x.data(), y.data(), x.data(), y.data(), x.data(), y.data()};
  for_each_isa([&](Isa isa) {
    for (const std::size_t offset : Sizes{0, 1, 5, 15}) {
      std::vector<float> mean(n + 17, 42.0f);
      gradient_mean[isa](pointers, 6, mean.data() + offset, n);
      for (std::size_t i = 0; i < offset; ++i) ASSERT_EQ(mean[i], 42.0f);
      ASSERT_EQ(mean[n + offset], 42.0f);
      for (std::size_t i = 0; i < n; ++i) {
        const float want = (((((x[i] + y[i]) + x[i]) + y[i]) + x[i]) + y[i]) * (1.0f / 6);
        ASSERT_EQ(mean[i + offset], want) << i << " offset " << offset;
      }
    }
  });
}

}  // namespace
}  // namespace kernels
