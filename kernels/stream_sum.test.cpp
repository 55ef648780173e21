#include "kernels/stream_sum.h"

#include "kernels/testing.h"

namespace kernels {
namespace {

TEST(StreamSum, IsTheSumOfAllElementsOnEveryIsa) {
  testing::for_each_isa([](Isa isa) {
    for (std::size_t count : testing::Sizes{0, 1, 4, 5, 6, 11}) {
      for (std::size_t n : testing::Sizes{0, 1, 17, 16384, 16390}) {
        std::vector<std::vector<float>> arrays;
        std::vector<const float*> pointers;
        double want = 0;
        for (std::size_t s = 0; s < count; ++s) {
          arrays.push_back(testing::random_floats(n, std::uint32_t(s + 1)));
          for (const float x : arrays.back()) want += x;
        }
        for (const auto& array : arrays) pointers.push_back(array.data());
        EXPECT_NEAR(stream_sum[isa](pointers.data(), count, n), want, 1e-6 * double(n * count) + 1e-12)
            << count << " arrays of " << n;
      }
    }
  });
}

}  // namespace
}  // namespace kernels
