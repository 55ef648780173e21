// What a sample could show, and how many more pairs would: both from the width of the interval at hand, which already
// knows the tails, and the rule that it shrinks with the root of the number of pairs.
#pragma once

#include <cstddef>

namespace stats {

// The standard normal value that is exceeded with probability `error`, 0 < error < 1.
double normal_quantile_above(double error);

// The smallest change that an interval of this half-width and one-sided error would show to be other than 0, in
// `power` of the cases.
double detectable_change(double half_width, double error, double power = 0.9);

// Pairs at which the interval, now of `half_width` with `have` pairs, would decide over `distance` in `power` of the
// cases: at least one more than there are; 0 where no number would do.
std::size_t pairs_needed(std::size_t have, double half_width, double error, double distance, double power = 0.9);

}  // namespace stats
