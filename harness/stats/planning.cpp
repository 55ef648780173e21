#include "harness/stats/planning.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stats {

double normal_quantile_above(double error) {
  double lo = -40, hi = 40;
  for (int step = 0; step < 100; ++step) {
    const double middle = 0.5 * (lo + hi);
    (0.5 * std::erfc(middle / std::numbers::sqrt2) > error ? lo : hi) = middle;
  }
  return 0.5 * (lo + hi);
}

double detectable_change(double half_width, double error, double power) {
  return half_width * (1 + normal_quantile_above(1 - power) / normal_quantile_above(error));
}

std::size_t pairs_needed(std::size_t have, double half_width, double error, double distance, double power) {
  constexpr double absurd = 1e6;
  if (!(distance > 0)) return 0;
  const double n = double(have) * std::pow(detectable_change(half_width, error, power) / distance, 2);
  return n < absurd ? std::max(have + 1, std::size_t(std::ceil(n))) : 0;
}

}  // namespace stats
