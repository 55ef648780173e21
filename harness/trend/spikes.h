// Spikes: a few points far off the level, then back. They are told so that nobody takes them for changes.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace trend {

struct Spike {
  std::size_t begin, end;  // points [begin, end), fewer than make a segment
  double share;            // of the series' points that are as far off
};

// `residuals` around the levels. Nothing where more than a twentieth of the points would be spikes: that is noise.
std::vector<Spike> find_spikes(std::span<const double> residuals);

}  // namespace trend
