// Neighbouring points of a machine's history resemble each other, so that n of them tell less than n independent ones.
// Every threshold is multiplied by how much. Source: G. U. Yule, 1926 (effective number of points under AR(1) noise).
#pragma once

#include <span>
#include <vector>

#include "harness/trend/levels.h"

namespace trend {

// Ranks around 0, ties at their mean.
std::vector<double> centred_ranks(std::span<const double> values);

// (1 + r) / (1 - r) with r the rank autocorrelation of successive residuals inside the segments, 0 <= r <= 0.9.
double inflation(std::span<const double> residuals, const Starts& starts);

// Calls segment(begin, end) for every segment of n points.
template <class F>
void for_segments(const Starts& starts, std::size_t n, F&& segment) {
  for (std::size_t k = 0; k <= starts.size(); ++k)
    segment(k == 0 ? 0 : starts[k - 1], k < starts.size() ? starts[k] : n);
}

}  // namespace trend
