// Where the level of a series changes: the path of levels with the least cost, a cost being what the density says of
// each point, plus a penalty for every change. Exact over all paths on the grid, one pass over points and levels.
// Sources: A. J. Viterbi, "Error bounds for convolutional codes", 1967; as change-point search with any loss,
// R. Maidstone et al., "On optimal multiple changepoint algorithms for large data", 2017.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "harness/trend/density.h"

namespace trend {

// First indices of all segments but the first, ascending.
using Starts = std::vector<std::size_t>;

// Values counted in the density's grid, and the levels that a segment may have.
struct Grid {
  Grid(std::span<const double> values, const Density& density);
  std::vector<long> at;    // one per value
  long first = 0;          // lowest level
  std::size_t levels = 1;  // how many
};

// The lowest and highest level that any five points can have: the third values from either end.
struct Range {
  double lo, hi;
};
Range level_range(std::span<const double> values);
// The finest grid that `values` may be counted on: what keeps points times levels within memory.
double finest_step(std::span<const double> values);

Starts cheapest_levels(const Grid& grid, const Density& density, double penalty);

// How much better the points [begin, end) are told by two levels than by one.
struct Split {
  double gain = 0;
  std::size_t position = 0;    // first index of the second level, where the gain is largest
  std::vector<float> profile;  // gain by position - begin; 0 where a side has under `shortest` points
};
Split best_split(const Grid& grid, const Density& density, std::size_t begin, std::size_t end, std::size_t shortest);

}  // namespace trend
