#include "kernels/byte_planes.h"

#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;
using Bytes = std::vector<std::uint8_t>;

TEST(BytePlanes, HoldEveryByteInItsPlace) {
  std::mt19937 random(1);
  for (const std::size_t n : awkward_sizes) {
    Bytes words(4 * n + 1), want(4 * n);
    for (std::uint8_t& byte : words) byte = std::uint8_t(random());
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t p = 0; p < 4; ++p) want[p * n + i] = words[1 + 4 * i + p];
    }
    for_each_isa([&](Isa isa) {
      Bytes planes(4 * n + 1, 9), back(4 * n + 1, 9);
      split_planes[isa](words.data() + 1, planes.data(), n);
      EXPECT_EQ(planes.back(), 9);
      EXPECT_EQ(Bytes(planes.begin(), planes.end() - 1), want);
      join_planes[isa](planes.data(), back.data(), n);
      EXPECT_EQ(back.back(), 9);
      EXPECT_EQ(Bytes(back.begin(), back.end() - 1), Bytes(words.begin() + 1, words.end()));
    });
  }
}

}  // namespace
}  // namespace kernels
