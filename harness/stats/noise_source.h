// Where the spread of a benchmark's pairs comes from, so that advice can name what would lower it: longer launches help
// against scatter within them, more pairs against what differs between them, neither against drift.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace stats {

// Shares of the variance of the differences; they add up to 1, or are all 0 where nothing varies.
struct NoiseSources {
  double within = 0;   // the launches' own scatter, as far as it reaches their medians
  double between = 0;  // from pair to pair: layout, neighbours, machine states
  double drift = 0;    // slow movement over the session

  std::string_view dominant() const;  // "within launches" | "between pairs" | "drift" | "none"
};

// `differences` in the order in which the pairs were taken; `within_variance` holds for each pair the variance that its
// two launches' medians carry on the scale of the differences (median_variance() of either arm, added), or nothing.
// Drift is what successive differences do not see (von Neumann, 1941).
NoiseSources noise_sources(std::span<const double> differences, std::span<const double> within_variance);

// The variance of the median of a launch's batches, as normal batches would have it: pi/2 times that of the mean.
double median_variance(std::span<const double> batches);

// The standard deviation that code layout adds to the differences, given those of pairs whose layouts were drawn anew
// and those of pairs whose layouts were held; nothing where the two spreads (robust ones) do not differ by more than
// chance explains at 5 % for eight pairs each, as simulated.
std::optional<double> layout_spread(std::span<const double> drawn, std::span<const double> held);

}  // namespace stats
