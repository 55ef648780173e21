#include "kernels/top_k.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

void expect_as_sorted(const std::vector<float>& x, const std::vector<std::size_t>& counts) {
  std::vector<std::uint32_t> order(x.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return std::abs(x[a]) > std::abs(x[b]); });
  for (const std::size_t k : counts) {
    std::vector<std::uint32_t> want(order.begin(), order.begin() + std::ptrdiff_t(k));
    std::sort(want.begin(), want.end());
    want.push_back(42);
    for_each_isa([&](Isa isa) {
      std::vector<std::uint32_t> got(k + 1, 42);
      EXPECT_EQ(top_k[isa](x.data(), x.size(), k, got.data()), k);
      EXPECT_EQ(got, want) << x.size() << " " << k;
    });
  }
}

TEST(TopK, AgreesWithSortingAndPrefersTheFirstOfEquals) {
  for (const std::size_t n : awkward_sizes) {
    auto x = random_floats(n, 1);
    for (std::size_t i = 0; i < n; i += 3) x[i] = 0.5f;  // many equals
    expect_as_sorted(x, {0, std::min<std::size_t>(n, 1), n / 3, n});
  }
}

// Sizes that are sampled, and every way in which a sample can be no guide.
TEST(TopK, AgreesWithSortingWhatIsSampled) {
  constexpr std::size_t n = 20011;
  constexpr std::size_t many = 300007;  // takes more than one narrowing
  constexpr float inf = std::numeric_limits<float>::infinity();
  const std::vector<std::size_t> counts = {1, 7, n / 100, n / 9, n / 8 + 1, n};
  auto x = random_floats(n, 2);
  expect_as_sorted(x, counts);
  auto ends = x;  // infinities, zeros of both signs, and a denormal number
  ends[5] = -inf, ends[n - 1] = inf, ends[77] = -0.0f, ends[78] = 0.0f, ends[79] = 1e-44f;
  expect_as_sorted(ends, counts);
  expect_as_sorted(std::vector<float>(n, -0.25f), counts);
  expect_as_sorted(std::vector<float>(n, 0.0f), counts);
  auto few = std::vector<float>(n, 0.0f);  // fewer that are not 0 than are asked for
  for (std::size_t i = 0; i < n; i += 501) few[i] = float(i);
  expect_as_sorted(few, counts);
  auto hidden = x;  // what the sample sees is nothing like the rest
  for (std::size_t i = 0; i < n; i += n / 1024) hidden[i] *= 1e-6f;
  expect_as_sorted(hidden, counts);
  for (std::size_t i = 0; i < n; i += n / 1024) hidden[i] *= 1e12f;
  expect_as_sorted(hidden, counts);
  std::sort(x.begin(), x.end());
  expect_as_sorted(x, counts);
  expect_as_sorted(random_floats(many, 3), {1, many / 100, many / 9});
}

}  // namespace
}  // namespace kernels
