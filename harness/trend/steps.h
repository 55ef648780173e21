// Steps: places where the level of a series changes and stays. The noise's density is learnt from the series, the
// cheapest path of levels proposes changes, the density is learnt again without them, and so on until nothing moves.
// A change is kept whose gain in log-likelihood beats the threshold; alarm.h says what that threshold promises.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "harness/trend/levels.h"

namespace trend {

struct Step {
  std::size_t position;  // first index of the new level
  std::size_t lo, hi;    // earliest and latest first index that the data allow (95 %)
  double gain;           // in log-likelihood, made comparable: over what dependence and shortness ask for
};

// A series told by segments of constant level.
struct Segments {
  Starts starts;
  std::vector<double> noise;  // residuals around the levels
  double dependence = 1;      // factor on every threshold
  double cost = 0;            // own_cost of the noise
};

// `values` need 10 points at least, not all equal; `finest` as in Density.
Segments find_segments(std::span<const double> values, double finest);

// The changes of `segments` that pass the threshold one by one, the weakest leaving first; `segments` follow.
std::vector<Step> keep_strong(std::span<const double> values, double finest, Segments& segments);

}  // namespace trend
