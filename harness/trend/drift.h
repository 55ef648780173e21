// Drift: a level that moves slowly, which steps would only chase. The straight line is fitted to medians, so that
// spikes do not turn it. Source: J. W. Tukey, "Exploratory data analysis", 1977, the resistant line;
// P. J. Bickel, "On adaptive estimation", 1982 (the slope under an estimated density).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "harness/trend/levels.h"

namespace trend {

// Slope per point through the medians of the outer thirds; 0 where they hold under 3 points each.
double resistant_slope(std::span<const double> values);

// The slope whose residuals are the likeliest under their own density, which knows the modes of the noise, and what it
// gains in log-likelihood over a level that stays. Searched for around the resistant one.
struct Line {
  double slope = 0, gain = 0;
};
Line likeliest_line(std::span<const double> values, double finest);

// The slope that levels have in common which begin at `starts`, the first at 0: the median over pairs of points half a
// level apart, at most an eighth of all, so that a step which is not known lies between few of them; 0 where all are
// too short. Source: P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", 1968, with fewer
// pairs.
double slope_within(std::span<const double> values, const Starts& starts);

// The values without a slope.
std::vector<double> without_slope(std::span<const double> values, double slope);

}  // namespace trend
