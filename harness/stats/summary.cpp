#include "harness/stats/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace stats {
namespace {

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  std::sort(out.begin(), out.end());
  return out;
}

double quantile_of_sorted(const std::vector<double>& values, double q) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double position = q * double(values.size() - 1);
  const auto below = std::size_t(position);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (position - double(below)) * (values[above] - values[below]);
}

}  // namespace

double median(std::span<const double> values) { return quantile_of_sorted(sorted(values), 0.5); }

double quantile(std::span<const double> values, double q) { return quantile_of_sorted(sorted(values), q); }

double robust_spread(std::span<const double> values) {
  const double middle = median(values);
  std::vector<double> distances;
  for (const double value : values) distances.push_back(std::abs(value - middle));
  return 1.4826 * median(distances);
}

std::optional<MedianInterval> median_interval(std::span<const double> values, double coverage) {
  const std::size_t n = values.size();
  if (n == 0) return std::nullopt;
  // P(fewer than k of n values below the median), k = 1, 2, ...: the binomial tail at 1/2. In logs: the first term of
  // more than 1074 values is less than the smallest number.
  const double trials = double(n), log_of_all = std::lgamma(trials + 1) + trials * std::log(0.5);
  double tail = 0;
  std::optional<std::size_t> best;
  double best_tail = 0;
  for (std::size_t k = 1; k <= n / 2; ++k) {
    const double fewer = double(k - 1);
    tail += std::exp(log_of_all - std::lgamma(fewer + 1) - std::lgamma(trials - fewer + 1));
    if (1 - 2 * tail < coverage) break;
    best = k;
    best_tail = tail;
  }
  if (!best) return std::nullopt;
  const std::vector<double> order = sorted(values);
  return MedianInterval{order[*best - 1], order[n - *best], 1 - 2 * best_tail};
}

}  // namespace stats
