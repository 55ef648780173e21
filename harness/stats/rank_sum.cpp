#include "harness/stats/rank_sum.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "harness/stats/planning.h"

namespace stats {
namespace {

// Both samples in one order: twice the mid-rank of each value, so that it is whole, and the sizes of the ties.
struct Ranked {
  std::vector<std::size_t> twice_ranks;
  std::size_t of_a = 0;  // sum over the first sample
  double ties = 0;       // sum of t^3 - t
};

Ranked ranked(std::span<const double> a, std::span<const double> b) {
  std::vector<std::pair<double, bool>> all;
  for (const double x : a) all.emplace_back(x, true);
  for (const double y : b) all.emplace_back(y, false);
  std::sort(all.begin(), all.end());
  Ranked r;
  for (std::size_t first = 0; first < all.size();) {
    std::size_t last = first + 1;  // what equals nothing, not even itself, is a tie of one
    while (last < all.size() && all[last].first == all[first].first) ++last;
    for (std::size_t i = first; i < last; ++i) {
      r.twice_ranks.push_back(first + last + 1);
      if (all[i].second) r.of_a += first + last + 1;
    }
    const double t = double(last - first);
    r.ties += t * t * t - t;
    first = last;
  }
  return r;
}

}  // namespace

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

double rank_sum_p(std::span<const double> a, std::span<const double> b) {
  const Ranked r = ranked(a, b);
  const std::size_t total = std::accumulate(r.twice_ranks.begin(), r.twice_ranks.end(), std::size_t{0});
  // ways[k][s]: how many subsets of k values have ranks that sum to s; built up value by value.
  std::vector<std::vector<double>> ways(a.size() + 1, std::vector<double>(total + 1, 0.0));
  ways[0][0] = 1;
  for (const std::size_t rank : r.twice_ranks) {
    for (std::size_t k = a.size(); k > 0; --k) {
      for (std::size_t s = total; s >= rank; --s) ways[k][s] += ways[k - 1][s - rank];
    }
  }
  const std::vector<double>& all = ways[a.size()];
  const double sum = std::accumulate(all.begin(), all.end(), 0.0);
  const auto observed = all.begin() + std::ptrdiff_t(r.of_a);
  const double below = std::accumulate(all.begin(), observed + 1, 0.0) / sum;
  const double above = std::accumulate(observed, all.end(), 0.0) / sum;
  return std::min(1.0, 2 * std::min(below, above));
}

double rank_sum_p_normal(std::span<const double> a, std::span<const double> b) {
  const Ranked r = ranked(a, b);
  const double n = double(a.size()), m = double(b.size()), all = n + m;
  const double u = 0.5 * double(r.of_a) - n * (n + 1) / 2;
  const double sd = std::sqrt(n * m / 12 * (all + 1 - r.ties / (all * (all - 1))));
  if (sd == 0) return 1;
  const double z = (std::abs(u - n * m / 2) - 0.5) / sd;
  return std::min(1.0, std::erfc(z / std::numbers::sqrt2));
}

namespace {

constexpr std::size_t exact_limit = 100;  // values on a side

// How many of the differences, from the least, lie outside of the interval at either end.
std::size_t left_out(std::size_t n, std::size_t m, double error) {
  if (std::max(n, m) <= exact_limit) {
    const std::vector<double> cdf = rank_sum_cdf(n, m);
    return std::size_t(std::upper_bound(cdf.begin(), cdf.end(), error) - cdf.begin());
  }
  const double middle = 0.5 * double(n) * double(m), sd = std::sqrt(middle * double(n + m + 1) / 6);
  return std::size_t(std::max(0.0, middle - normal_quantile_above(error) * sd));
}

// All b - a of two sorted samples, by their rank.
class Differences {
 public:
  Differences(std::span<const double> a, std::span<const double> b) : a_(a.begin(), a.end()), b_(b.begin(), b.end()) {
    std::sort(a_.begin(), a_.end());
    std::sort(b_.begin(), b_.end());
  }
  std::size_t size() const { return a_.size() * b_.size(); }
  // The one that `rank` of them, from 0, lie before.
  double at(std::size_t rank) const {
    double below = b_.front() - a_.back(), most = b_.back() - a_.front();
    if (up_to(below) > rank) return below;
    // More than `rank` are at most `most`, not so at most `below`; in the end they are neighbours.
    while (true) {
      const double middle = std::midpoint(below, most);
      if (!(middle > below && middle < most)) return most;  // also where values are no numbers
      (up_to(middle) > rank ? most : below) = middle;
    }
  }
  double median() const { return std::midpoint(at((size() - 1) / 2), at(size() / 2)); }

 private:
  std::size_t up_to(double limit) const {
    std::size_t found = 0, j = 0;
    for (const double x : a_) {
      while (j < b_.size() && b_[j] - x <= limit) ++j;
      found += j;
    }
    return found;
  }
  std::vector<double> a_, b_;
};

}  // namespace

Interval shift_interval(std::span<const double> a, std::span<const double> b, double error) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (a.empty() || b.empty()) return {-infinity, std::numeric_limits<double>::quiet_NaN(), infinity};
  const Differences differences(a, b);
  const std::size_t k = left_out(a.size(), b.size(), error);
  const double estimate = differences.median();
  if (k == 0) return {-infinity, estimate, infinity};
  return {differences.at(k - 1), estimate, differences.at(differences.size() - k)};
}

}  // namespace stats
