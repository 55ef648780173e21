// What the scorecard lacks, as places where a run can measure it.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "harness/budget/places.h"
#include "harness/history.h"

namespace cli {

struct Gaps {
  std::size_t targets = 0;  // that are not measured yet or unsure, and that the places suffice for
  std::set<budget::Place> places;
  std::vector<std::string> beyond;  // ids of those that no place offered suffices for
};
// `results` are those of the budgets, in their order. Measured is in the lanes that are the `best` of their suites, and
// elsewhere what these are compared with, or what is not about the best. A target that names no benchmark has no gap.
Gaps gaps_of(std::span<const budget::Budget> budgets, std::span<const harness::BudgetResult> results,
             const std::vector<budget::Place>& offered, const std::set<std::string>& best);

}  // namespace cli
