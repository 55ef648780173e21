// Order statistics of a sample: median, quantile, spread, and the distribution-free interval of the median.
// Source of the interval: H. A. David and H. N. Nagaraja, "Order statistics", 7.1.
#pragma once

#include <optional>
#include <span>

namespace stats {

// The middle value (mean of the two middle ones); NaN for an empty sample.
double median(std::span<const double> values);

// The q-quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996).
double quantile(std::span<const double> values, double q);

// Median absolute deviation times 1.4826: the standard deviation of a normal sample, deaf to outliers.
double robust_spread(std::span<const double> values);

struct MedianInterval {
  double lo;
  double hi;
  double coverage;  // at least what was asked for
};

// Returns the narrowest symmetric pair of order statistics that covers the median with at least `coverage`; nothing
// where there are too few values for it (5 for 93 %, 6 for 95 %).
std::optional<MedianInterval> median_interval(std::span<const double> values, double coverage);

}  // namespace stats
