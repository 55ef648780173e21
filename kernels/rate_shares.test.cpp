#include "kernels/rate_shares.h"

#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

__extension__ using wide = unsigned __int128;

// The oracle multiplies in 128 bits.
std::uint64_t exact(std::uint64_t amount, std::uint32_t rate) { return std::uint64_t(wide(amount) * rate >> 32); }

TEST(RateShares, IsExactOfAnyAmountAtAnyRate) {
  std::mt19937_64 random(1);
  const std::uint32_t rates[] = {0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, 42949673};
  for (const std::size_t n : awkward_sizes) {
    std::vector<std::uint64_t> amounts(n + 1), want(n);
    for (std::uint64_t& amount : amounts) amount = random() >> random() % 64;
    if (n > 2) amounts[1] = UINT64_MAX, amounts[2] = 0, amounts[n] = INT64_MAX;
    for (const std::uint32_t rate : rates) {
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i < n; ++i) sum += want[i] = exact(amounts[i + 1], rate);
      for_each_isa([&](Isa isa) {
        std::vector<std::uint64_t> shares(n + 1, 7);
        EXPECT_EQ(rate_shares[isa](amounts.data() + 1, rate, shares.data(), n), sum);
        EXPECT_EQ(shares.back(), 7u);
        shares.pop_back();
        EXPECT_EQ(shares, want);
        std::vector<std::uint64_t> in_place(amounts.begin() + 1, amounts.end());
        rate_shares[isa](in_place.data(), rate, in_place.data(), n);
        EXPECT_EQ(in_place, want);
      });
    }
  }
}

}  // namespace
}  // namespace kernels
