#include "harness/plan/afford.h"

#include <algorithm>
#include <numeric>

namespace harness {

std::vector<bool> affordable(std::span<const double> costs_s, double left_s) {
  std::vector<std::size_t> cheapest_first(costs_s.size());
  std::iota(cheapest_first.begin(), cheapest_first.end(), std::size_t{0});
  std::stable_sort(cheapest_first.begin(), cheapest_first.end(),
                   [&](std::size_t a, std::size_t b) { return costs_s[a] < costs_s[b]; });
  std::vector<bool> chosen(costs_s.size(), false);
  double spent_s = 0;
  for (const std::size_t i : cheapest_first) {
    spent_s += costs_s[i];
    if (spent_s > left_s && i != cheapest_first.front()) break;
    chosen[i] = true;
  }
  return chosen;
}

}  // namespace harness
