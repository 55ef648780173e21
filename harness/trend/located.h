// Change points of a series as sessions and commits: where a bisection would start, and which of them happened at once.
#pragma once

#include <span>
#include <vector>

#include "harness/history.h"
#include "harness/trend/changes.h"

namespace trend {

// What a change at index i of `points` is to the store. The direction is turned so that positive is worse.
std::vector<harness::ChangePoint> located(std::span<const Change> changes, const harness::StoredSeries& series,
                                          std::span<const harness::Point> points);

// Numbers changes of several series that may have happened at once: steps and drifts whose intervals share a session in
// `order` (sessions, oldest first) and that go in the same direction are one cohort; everything else stands alone.
void number_cohorts(std::span<harness::ChangePoint> changes, std::span<const std::int64_t> order);

}  // namespace trend
