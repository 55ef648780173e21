#include "harness/trend/drift.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/summary.h"
#include "harness/trend/density.h"
#include "harness/trend/dependence.h"

namespace trend {
namespace {

constexpr std::size_t fewest_apart = 4;  // points of a pair that says something of a slope
constexpr int rounds = 5;
constexpr double settled = 1e-3;  // of the slope
constexpr int candidates = 6;     // to either side
constexpr double farthest = 4;    // of them, in standard errors of a fitted slope

}  // namespace

std::vector<double> without_slope(std::span<const double> values, double slope) {
  std::vector<double> out(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) out[i] = values[i] - slope * double(i);
  return out;
}

double resistant_slope(std::span<const double> values) {
  const std::size_t n = values.size(), third = n / 3;
  if (third < 3) return 0;
  double slope = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::vector<double> left = without_slope(values, slope);
    const std::span<const double> rest(left);
    const double more = (stats::median(rest.last(third)) - stats::median(rest.first(third))) / double(n - third);
    slope += more;
    if (std::abs(more) <= settled * std::abs(slope)) break;
  }
  return slope;
}

double slope_within(std::span<const double> values, const Starts& starts) {
  std::vector<double> slopes;
  for_segments(starts, values.size(), [&](std::size_t begin, std::size_t end) {
    const std::size_t apart = std::min((end - begin) / 2, values.size() / 8);
    if (apart < fewest_apart) return;
    for (std::size_t i = begin; i + apart < end; ++i) slopes.push_back((values[i + apart] - values[i]) / double(apart));
  });
  return slopes.empty() ? 0 : stats::median(slopes);
}

Line likeliest_line(std::span<const double> values, double finest) {
  const std::size_t n = values.size();
  const double middle = resistant_slope(values);
  const std::vector<double> rest = without_slope(values, middle);
  const double outer = (stats::quantile(rest, 0.9) - stats::quantile(rest, 0.1)) / 2.563;
  const double spread = std::max(stats::robust_spread(rest), 0.35 * outer);
  const double reach = farthest * spread * std::sqrt(12 / double(n)) / double(n);
  OwnCosts cost(rest, finest);
  const double level = cost(values);
  Line best;
  for (int k = -candidates; k <= candidates; ++k) {
    const double slope = middle + reach * k / candidates;
    if (const double gain = level - cost(without_slope(values, slope)); gain > best.gain) best = {slope, gain};
  }
  return best;
}

}  // namespace trend
