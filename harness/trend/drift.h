// Drift: a level that moves slowly, which steps would only chase. The straight line is fitted to medians, so that
// spikes do not turn it. Source: J. W. Tukey, "Exploratory data analysis", 1977, the resistant line.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace trend {

// Slope per point through the medians of the outer thirds; 0 where they hold under 3 points each.
double resistant_slope(std::span<const double> values);

// The values without a slope.
std::vector<double> without_slope(std::span<const double> values, double slope);

}  // namespace trend
