#include "kernels/changed_values.h"

#include <cstring>

#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;
using Words = std::vector<std::uint32_t>;

TEST(ChangedValues, FindsExactlyThem) {
  std::mt19937 random(1);
  for (const std::size_t n : awkward_sizes) {
    for (const unsigned one_in : {1u, 2u, 50u, ~0u}) {
      std::vector<float> before(n), after(n);
      Words want;
      for (std::size_t i = 0; i < n; ++i) {
        std::uint32_t bits = std::uint32_t(random());  // NaN of every kind among them
        std::memcpy(&before[i], &bits, sizeof bits);
        if (random() % one_in == 0) bits ^= 1u << random() % 32, want.push_back(std::uint32_t(i));
        std::memcpy(&after[i], &bits, sizeof bits);
      }
      for_each_isa([&](Isa isa) {
        Words indices(n + 1, 7);
        const std::size_t found = changed_values[isa](before.data(), after.data(), n, indices.data());
        EXPECT_EQ(indices.back(), 7u);
        EXPECT_EQ(Words(indices.begin(), indices.begin() + std::ptrdiff_t(found)), want);
      });
    }
  }
}

}  // namespace
}  // namespace kernels
