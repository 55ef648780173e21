#include "harness/validate/peers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/stats/planning.h"
#include "harness/stats/rank_sum.h"
#include "harness/stats/summary.h"

namespace validate {
namespace {

constexpr std::size_t criterion_resamples = 1000;  // theirs: 100 000; at a level of 0.05 the decision is the same

struct Moments {
  double n, mean, variance;
};

Moments moments(std::span<const double> values) {
  const double n = double(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return {n, mean, squares / (n - 1)};
}

double mean(std::span<const double> values) { return moments(values).mean; }

void resample(std::span<const double> from, std::vector<double>& to, Random& random) {
  std::uniform_int_distribution<std::size_t> index(0, from.size() - 1);
  for (double& value : to) value = from[index(random)];
}

}  // namespace

double welch_t(std::span<const double> base, std::span<const double> head) {
  const Moments b = moments(base), h = moments(head);
  return (h.mean - b.mean) / std::sqrt(b.variance / b.n + h.variance / h.n);
}

double pooled_t(std::span<const double> base, std::span<const double> head) {
  const Moments b = moments(base), h = moments(head);
  const double pooled = ((b.n - 1) * b.variance + (h.n - 1) * h.variance) / (b.n + h.n - 2);
  return (h.mean - b.mean) / std::sqrt(pooled * (1 / b.n + 1 / h.n));
}

double t_critical_95(double degrees) {
  const double z = stats::normal_quantile_above(0.025);
  const double z3 = z * z * z, z5 = z3 * z * z;
  return z + (z3 + z) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees * degrees);
}

bool benchstat_slower(std::span<const double> base, std::span<const double> head) {
  return stats::median(head) > stats::median(base) && stats::rank_sum_p(base, head) < 0.05;
}

bool compare_py_slower(std::span<const double> base, std::span<const double> head) {
  return mean(head) > mean(base) && stats::rank_sum_p_normal(base, head) < 0.05;
}

bool asv_slower(std::span<const double> base, std::span<const double> head) {
  return stats::median(head) > 1.1 * stats::median(base) && stats::rank_sum_p(base, head) < 0.002;
}

bool pyperf_slower(std::span<const double> base, std::span<const double> head) {
  return pooled_t(base, head) >= t_critical_95(double(base.size() + head.size() - 2));
}

bool criterion_slower(std::span<const double> base, std::span<const double> head, Random& random,
                      std::size_t resamples) {
  constexpr double level = 0.05, noise_threshold = 0.01;
  const double t = welch_t(base, head);
  std::vector<double> pooled(base.begin(), base.end());
  pooled.insert(pooled.end(), head.begin(), head.end());
  std::vector<double> b(base.size()), h(head.size()), changes;
  std::size_t below = 0;
  for (std::size_t i = 0; i < resamples; ++i) {
    resample(pooled, b, random);
    resample(pooled, h, random);
    below += welch_t(b, h) < t;
    resample(base, b, random);
    resample(head, h, random);
    changes.push_back(mean(h) / mean(b) - 1);
  }
  const double p = 2 * double(std::min(below, resamples - below)) / double(resamples);
  return p < level && stats::quantile(changes, 0.025) > noise_threshold;
}

bool minimum_slower(std::span<const double> base, std::span<const double> head) {
  return *std::min_element(head.begin(), head.end()) > 1.05 * *std::min_element(base.begin(), base.end());
}

const std::vector<Peer>& peers() {
  const auto plain = [](bool (*rule)(std::span<const double>, std::span<const double>)) {
    return [rule](std::span<const double> base, std::span<const double> head, Random&) { return rule(base, head); };
  };
  static const std::vector<Peer> all = {
      {"benchstat", "exact Mann-Whitney, p < 0.05", "golang.org/x/perf, benchmath", 10, plain(benchstat_slower)},
      {"compare.py", "Mann-Whitney by normal approximation, p < 0.05", "google/benchmark, tools/gbench/report.py", 9,
       plain(compare_py_slower)},
      {"criterion", "bootstrapped t, p < 0.05, and 95 % interval of the mean's change above 1 %",
       "criterion.rs, src/analysis/compare.rs and src/report.rs", 50,
       [](std::span<const double> base, std::span<const double> head, Random& random) {
         return criterion_slower(base, head, random, criterion_resamples);
       }},
      {"asv", "exact Mann-Whitney, p < 0.002, and a factor of 1.1", "asv, asv_runner/statistics.py, continuous", 20,
       plain(asv_slower)},
      {"pyperf", "pooled two-sample t at 95 %", "pyperf, _utils.is_significant", 20, plain(pyperf_slower)},
      {"5 % on minimum", "minimum of 10 above 1.05 times base's", "common in scripts", 10, plain(minimum_slower)},
  };
  return all;
}

}  // namespace validate
