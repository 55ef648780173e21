#include "harness/trend/spikes.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/summary.h"
#include "harness/trend/alarm.h"

namespace trend {
namespace {

constexpr double far = 6;             // robust spreads
constexpr double most_points = 0.05;  // of the series

}  // namespace

std::vector<Spike> find_spikes(std::span<const double> residuals) {
  const double outer = (stats::quantile(residuals, 0.9) - stats::quantile(residuals, 0.1)) / 2.563;
  const double limit = far * std::max(stats::robust_spread(residuals), outer);
  std::vector<double> distance;
  for (const double r : residuals) distance.push_back(std::abs(r));
  std::vector<Spike> spikes;
  std::size_t points = 0;
  const std::size_t n = residuals.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (distance[i] <= limit) continue;
    Spike spike{i, i + 1, 0};
    while (spike.end < n && distance[spike.end] > limit && (residuals[spike.end] > 0) == (residuals[i] > 0))
      ++spike.end;
    i = spike.end - 1;
    points += spike.end - spike.begin;
    if (spike.end - spike.begin < shortest_segment) spikes.push_back(spike);
  }
  if (double(points) > most_points * double(n) && points > 1) return {};
  for (Spike& spike : spikes) {
    const double nearest = *std::min_element(distance.begin() + long(spike.begin), distance.begin() + long(spike.end));
    spike.share =
        double(std::count_if(distance.begin(), distance.end(), [&](double d) { return d >= nearest; })) / double(n);
  }
  return spikes;
}

}  // namespace trend
