// The weighted score of the strategy (5.2). Every sub-score is the mean of its metrics' scores, every metric's score is
// how much of its target is reached. What is not measured is said: a part without all its inputs has no value but
// bounds, and weights are never shared out among the rest.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/budget/budget.h"

namespace budget {

// 0 .. 100: 100 where the target is reached, else the share of it: target / value for an upper bound, value / target
// for a lower one, and 100 less the distance in widths of the range for a range.
double metric_score(const Target& target, double value);

// A .. F: at least 90, 80, 70, 60, or less.
std::string grade(double score);

// One metric per budget that names a group, in the order of the eight groups: of several benchmarks the one that is
// farthest from the target, whether that is proven or not.
std::vector<harness::MetricValue> metrics_of(std::span<const Budget> budgets,
                                             std::span<const harness::BudgetResult> results);

// execution 0.35, resource 0.25, quality 0.20, coordination 0.15, stability 0.05 (of group health), and overall.
std::vector<harness::ScorePart> scores_of(std::span<const harness::MetricValue> metrics);

}  // namespace budget
