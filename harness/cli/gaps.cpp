#include "harness/cli/gaps.h"

#include <algorithm>
#include <iterator>

namespace cli {

Gaps gaps_of(std::span<const budget::Budget> budgets, std::span<const harness::BudgetResult> results,
             const std::vector<budget::Place>& offered, const std::set<std::string>& best) {
  Gaps gaps;
  std::vector<budget::Place> in_best;
  std::copy_if(offered.begin(), offered.end(), std::back_inserter(in_best),
               [&](const budget::Place& place) { return best.contains(place.lane); });
  for (std::size_t i = 0; i < budgets.size(); ++i) {
    if (!budget::is_gap(budgets[i], results[i])) continue;
    std::vector<budget::Place> places = budget::places_of(budgets[i], in_best, offered);
    if (places.empty()) places = budget::places_of(budgets[i], offered, offered);
    if (places.empty()) {
      gaps.beyond.push_back(budgets[i].id);
      continue;
    }
    ++gaps.targets;
    gaps.places.insert(places.begin(), places.end());
  }
  return gaps;
}

}  // namespace cli
