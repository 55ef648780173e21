// The history of a series as numbers: one per session, divided by a pinned reference where the same sessions measured
// one.
#pragma once

#include <string>
#include <vector>

#include "harness/store/store.h"

namespace cli {

struct SeriesHistory {
  harness::StoredSeries stored;
  std::string reference;               // impl that the values are divided by, or ""
  std::vector<harness::Point> points;  // oldest commit first
  std::vector<double> values;          // medians over the launches of a point, or their ratios
};

// The history of `wanted`. `reference` is an impl that is frozen, such as naive: it takes the machine's own movement
// out. It is used where at least 9 in 10 points have it; points without it are then left out.
SeriesHistory history_of(harness::History& history, const harness::StoredSeries& wanted,
                         const std::vector<harness::StoredSeries>& all, const std::string& reference);

}  // namespace cli
