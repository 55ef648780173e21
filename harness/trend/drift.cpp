#include "harness/trend/drift.h"

#include <cmath>

#include "harness/stats/summary.h"

namespace trend {
namespace {

constexpr int rounds = 5;
constexpr double settled = 1e-3;  // of the slope

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

}  // namespace trend
