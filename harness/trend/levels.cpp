#include "harness/trend/levels.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace trend {
namespace {

constexpr double most_levels = 4000;
constexpr double most_cells = 5e7;  // points times levels, a byte each
constexpr std::size_t from_the_end = 2;
constexpr float far = std::numeric_limits<float>::max();

// The smallest of many floats. Compilers keep the order of such a loop; eight at a time they need not.
float least_of(const std::vector<float>& values) {
  constexpr std::size_t lanes = 8;
  float least[lanes];
  std::fill(least, least + lanes, far);
  std::size_t m = 0;
  for (; m + lanes <= values.size(); m += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) least[k] = std::min(least[k], values[m + k]);
  }
  for (; m < values.size(); ++m) least[0] = std::min(least[0], values[m]);
  return *std::min_element(least, least + lanes);
}

// Adds a value's costs to the running sums of all levels and returns the least.
float accumulate(const Density& density, const Grid& grid, std::size_t i, std::vector<float>& cost,
                 std::vector<float>& sum) {
  density.costs(grid.at[i], grid.first, cost);
  for (std::size_t m = 0; m < sum.size(); ++m) sum[m] += cost[m];
  return least_of(sum);
}

}  // namespace

Range level_range(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  const std::size_t k = std::min(from_the_end, (sorted.size() - 1) / 2);
  std::nth_element(sorted.begin(), sorted.begin() + long(k), sorted.end());
  const double lo = sorted[k];
  const std::size_t top = sorted.size() - 1 - k;
  std::nth_element(sorted.begin(), sorted.begin() + long(top), sorted.end());
  return {lo, sorted[top]};
}

double finest_step(std::span<const double> values) {
  const Range range = level_range(values);
  return (range.hi - range.lo) / std::min(most_levels, most_cells / double(values.size()));
}

Grid::Grid(std::span<const double> values, const Density& density) {
  at.reserve(values.size());
  for (const double v : values) at.push_back(on_grid(v, density.step()));
  const Range range = level_range(values);
  first = on_grid(range.lo, density.step());
  levels = std::size_t(on_grid(range.hi, density.step()) - first + 1);
}

Starts cheapest_levels(const Grid& grid, const Density& density, double penalty) {
  const std::size_t n = grid.at.size(), levels = grid.levels;
  std::vector<float> total(levels, 0.0F), cost(levels);
  std::vector<char> jumped(n * levels);  // whether the best way to this point and level comes from another level
  std::vector<std::size_t> best(n);      // the level that the best way to a point ends on
  float jump = far, before = 0;
  for (std::size_t t = 0; t < n; ++t) {
    density.costs(grid.at[t], grid.first, cost);
    char* jumps = jumped.data() + t * levels;
    // Sums are kept near 0, where floats are fine, by taking the least of the point before off every level.
    for (std::size_t m = 0; m < levels; ++m) total[m] -= before;
    for (std::size_t m = 0; m < levels; ++m) jumps[m] = char(jump < total[m]);
    for (std::size_t m = 0; m < levels; ++m) total[m] = std::min(total[m], jump) + cost[m];
    const float least = least_of(total);
    best[t] = std::size_t(std::find(total.begin(), total.end(), least) - total.begin());
    before = least;
    jump = float(penalty);
  }
  Starts starts;
  std::size_t level = best[n - 1];
  for (std::size_t t = n; t-- > 1;) {
    if (jumped[t * levels + level] == 0) continue;
    starts.push_back(t);
    level = best[t - 1];
  }
  std::reverse(starts.begin(), starts.end());
  return starts;
}

Split best_split(const Grid& grid, const Density& density, std::size_t begin, std::size_t end, std::size_t shortest) {
  const std::size_t n = end - begin;
  Split split;
  split.position = begin;
  split.profile.assign(n, 0.0F);
  if (n < 2 * shortest) return split;
  std::vector<float> sum(grid.levels, 0.0F), cost(grid.levels), left(n + 1, 0.0F);
  for (std::size_t t = 0; t < n; ++t) left[t + 1] = accumulate(density, grid, begin + t, cost, sum);
  std::fill(sum.begin(), sum.end(), 0.0F);
  for (std::size_t t = n; t-- > shortest;) {
    const float right = accumulate(density, grid, begin + t, cost, sum);
    if (n - t < shortest) continue;
    split.profile[t] = left[n] - left[t] - right;
    if (double(split.profile[t]) > split.gain) {
      split.gain = double(split.profile[t]);
      split.position = begin + t;
    }
  }
  return split;
}

}  // namespace trend
