#include "harness/stats/rank_sum.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "harness/stats/summary.h"

namespace stats {

std::vector<double> rank_sum_cdf(std::size_t n, std::size_t m) {
  // ways[i][u]: probability of U = u among i of one sample and the first j of the other, over all orders. The largest
  // of i + j values is from the first sample with probability i / (i + j), and then beats all j of the other.
  std::vector<std::vector<double>> p(n + 1, std::vector<double>(n * m + 1, 0.0));
  for (std::size_t i = 0; i <= n; ++i) p[i][0] = 1.0;
  for (std::size_t j = 1; j <= m; ++j) {
    for (std::size_t i = 1; i <= n; ++i) {
      const double first = double(i) / double(i + j);
      for (std::size_t u = i * j + 1; u-- > 0;) {
        p[i][u] = (1 - first) * p[i][u] + (u >= j ? first * p[i - 1][u - j] : 0.0);
      }
    }
  }
  std::vector<double> cdf = p[n];
  std::partial_sum(cdf.begin(), cdf.end(), cdf.begin());
  return cdf;
}

Interval shift_interval(std::span<const double> a, std::span<const double> b, double error) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (a.empty() || b.empty()) return {-infinity, std::numeric_limits<double>::quiet_NaN(), infinity};
  std::vector<double> differences;
  for (const double x : a) {
    for (const double y : b) differences.push_back(y - x);
  }
  std::sort(differences.begin(), differences.end());
  const std::vector<double> cdf = rank_sum_cdf(a.size(), b.size());
  const auto k = std::size_t(std::upper_bound(cdf.begin(), cdf.end(), error) - cdf.begin());
  const double estimate = quantile(differences, 0.5);
  if (k == 0) return {-infinity, estimate, infinity};
  return {differences[k - 1], estimate, differences[differences.size() - k]};
}

}  // namespace stats
