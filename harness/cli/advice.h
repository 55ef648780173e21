// What to do about what a scorecard found: one line for each benchmark that misses targets, however many they are.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/budget/budget.h"

namespace cli {

// "44.7 ms", "81.0 %", "1.52x".
std::string value_text(double value, const std::string& unit);

// What to do about one result; empty where nothing is to be done.
std::string advice(const budget::Budget& budget, const harness::BudgetResult& result);

// The lines for all of them, in their order, gaps left out.
std::vector<std::string> advice(std::span<const budget::Budget> budgets,
                                std::span<const harness::BudgetResult> results);

}  // namespace cli
