#include "harness/stats/noise_source.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "harness/stats/summary.h"

namespace stats {
namespace {

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

double variance(std::span<const double> values) {
  if (values.size() < 2) return 0;
  const double middle = mean(values);
  double squares = 0;
  for (const double v : values) squares += (v - middle) * (v - middle);
  return squares / double(values.size() - 1);
}

}  // namespace

std::string_view NoiseSources::dominant() const {
  if (within + between + drift == 0) return "none";
  if (within >= between && within >= drift) return "within launches";
  return between >= drift ? "between pairs" : "drift";
}

NoiseSources noise_sources(std::span<const double> differences, std::span<const double> within_variance) {
  const double total = variance(differences);
  if (total == 0) return {};
  double steps = 0;
  for (std::size_t i = 1; i < differences.size(); ++i) steps += std::pow(differences[i] - differences[i - 1], 2);
  const double quick = std::min(total, steps / (2 * double(differences.size() - 1)));
  const double within = within_variance.empty() ? 0 : std::min(quick, mean(within_variance));
  return {within / total, (quick - within) / total, (total - quick) / total};
}

double median_variance(std::span<const double> batches) {
  if (batches.size() < 2) return 0;
  return std::numbers::pi / 2 * variance(batches) / double(batches.size());
}

std::optional<double> layout_spread(std::span<const double> drawn, std::span<const double> held) {
  // The 0.95 quantile of the ratio of two squared MADs of 8 normal values each, of ten million simulated ones (8.158
  // with a standard error of 0.006). That of F, 3.79, is of variances: MADs of so few values scatter far more.
  constexpr double limit = 8.16;
  const double all = std::pow(robust_spread(drawn), 2), without = std::pow(robust_spread(held), 2);
  if (all <= limit * without) return std::nullopt;
  return std::sqrt(all - without);
}

}  // namespace stats
