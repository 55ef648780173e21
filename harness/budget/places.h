// Where a benchmark is measured, and which of these places a budget is about.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "harness/budget/budget.h"

namespace budget {

struct Place {
  std::string benchmark, impl, lane;
  auto operator<=>(const Place&) const = default;
};

// Whether the budget is measured there.
bool fits(const Budget& budget, const Place& place);
// The arm that a budget compares with, "" for one that does not: versus, reduction_of, differs_from or overhead_over.
std::string compared_with(const Budget& budget);
// The place of another arm: of another implementation, lane, or parameter of the benchmark.
Place arm_of(Place place, const std::string& arm);

// Whether a measurement is lacking: one is named, but not there yet or not enough to tell.
bool is_gap(const Budget& budget, const harness::BudgetResult& result);

// The places that it takes to measure the budget: those of `own` where it is measured and, if it compares, each only
// together with its arm among the `offered`. Empty where they do not suffice.
std::vector<Place> places_of(const Budget& budget, const std::vector<Place>& own, const std::vector<Place>& offered);

}  // namespace budget
