// What a set of launches says of each series: one value per launch, their median and how sure it is. Used by run, list
// and compare, from launches in hand or from the store alike.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "harness/model.h"
#include "harness/stats/summary.h"

namespace cli {

struct SeriesSummary {
  harness::Series series;
  std::vector<double> per_launch;  // medians of the batches
  std::size_t values = 0;          // batches over all launches
  double median = 0;
  std::optional<stats::MedianInterval> interval;  // 95 %, over launches
  double between = 0;                             // robust spread of the launches, as a share of the median
  double within = 0;                              // the same of batches within a launch, median over launches
  std::optional<double> items_per_s;
  std::int64_t peak_rss_bytes = 0;  // largest; 0 where launches held several benchmarks
};

// One summary per series, sorted by benchmark, impl, lane, metric; failed launches give none.
std::vector<SeriesSummary> summarise(std::span<const harness::Launch> launches);

}  // namespace cli
