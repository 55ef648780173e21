// Changes of the spread: the ranks of the residuals' distances from their level are summed up; where the spread stays,
// the sum is a bridge, and the distribution of its largest excursion is known. Sources: A. N. Pettitt, "A
// non-parametric approach to the change-point problem", 1979; A. N. Kolmogorov, 1933 (the distribution).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "harness/trend/levels.h"

namespace trend {

struct SpreadChange {
  std::size_t position, lo, hi;  // first index of the new spread, and where it may be
  double p;                      // chance of such an excursion where the spread stays
};

// At an error of 1 % for a series; each part has at least 15 points.
std::vector<SpreadChange> find_spread_changes(std::span<const double> residuals);

// P(largest |Brownian bridge| > x).
double bridge_tail(double x);

}  // namespace trend
