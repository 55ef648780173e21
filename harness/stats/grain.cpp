#include "harness/stats/grain.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace stats {

double grain(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  std::size_t repeats = 0;
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const double gap = sorted[i] - sorted[i - 1];
    if (gap == 0) ++repeats;
    if (gap > 0) smallest = std::min(smallest, gap);
  }
  const bool several = smallest < std::numeric_limits<double>::infinity();
  return several && 4 * repeats >= sorted.size() ? smallest : 0;
}

}  // namespace stats
