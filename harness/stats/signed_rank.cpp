#include "harness/stats/signed_rank.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace stats {
namespace {

// Returns P(sum of a random subset <= s) for every s, each weight being in the subset with probability 1/2.
std::vector<double> subset_sum_cdf(std::span<const std::size_t> weights) {
  const std::size_t total = std::accumulate(weights.begin(), weights.end(), std::size_t{0});
  std::vector<double> p(total + 1, 0.0);
  p[0] = 1.0;
  std::size_t reached = 0;
  for (const std::size_t weight : weights) {
    reached += weight;
    for (std::size_t s = reached + 1; s-- > 0;) p[s] = 0.5 * (p[s] + (s >= weight ? p[s - weight] : 0.0));
  }
  std::partial_sum(p.begin(), p.end(), p.begin());
  return p;
}

// An infinite rise and an infinite fall cancel.
double average(double a, double b) { return std::isinf(a) && a == -b ? 0 : 0.5 * (a + b); }

double median_of_sorted(std::span<const double> sorted) {
  const std::size_t n = sorted.size();
  return n % 2 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
}

}  // namespace

std::vector<double> signed_rank_cdf(std::size_t n) {
  std::vector<std::size_t> ranks(n);
  std::iota(ranks.begin(), ranks.end(), std::size_t{1});
  return subset_sum_cdf(ranks);
}

std::vector<double> walsh_averages(std::span<const double> differences) {
  std::vector<double> averages;
  averages.reserve(differences.size() * (differences.size() + 1) / 2);
  for (std::size_t i = 0; i < differences.size(); ++i) {
    for (std::size_t j = i; j < differences.size(); ++j) averages.push_back(average(differences[i], differences[j]));
  }
  std::sort(averages.begin(), averages.end());
  return averages;
}

Interval signed_rank_interval(std::span<const double> differences, double error) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (differences.empty()) return {-infinity, std::numeric_limits<double>::quiet_NaN(), infinity};
  const std::vector<double> averages = walsh_averages(differences);
  const std::vector<double> cdf = signed_rank_cdf(differences.size());
  // The k-th smallest average bounds the shift from below with error P(W <= k - 1).
  const auto beyond = std::upper_bound(cdf.begin(), cdf.end(), error);
  const auto k = std::size_t(beyond - cdf.begin());
  const double estimate = median_of_sorted(averages);
  if (k == 0) return {-infinity, estimate, infinity};
  return {averages[k - 1], estimate, averages[averages.size() - k]};
}

double signed_rank_p_greater(std::span<const double> differences) {
  std::vector<double> nonzero;
  std::copy_if(differences.begin(), differences.end(), std::back_inserter(nonzero),
               [](double d) { return d < 0 || d > 0; });
  std::sort(nonzero.begin(), nonzero.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (nonzero.empty()) return 1.0;
  // Twice the mid-ranks, so that they are whole numbers.
  std::vector<std::size_t> ranks(nonzero.size());
  std::size_t negative_sum = 0;
  for (std::size_t first = 0; first < nonzero.size();) {
    std::size_t last = first + 1;
    while (last < nonzero.size() && std::abs(nonzero[last]) == std::abs(nonzero[first])) ++last;
    for (std::size_t i = first; i < last; ++i) {
      ranks[i] = first + last + 1;
      if (nonzero[i] < 0) negative_sum += ranks[i];
    }
    first = last;
  }
  return subset_sum_cdf(ranks)[negative_sum];
}

}  // namespace stats
