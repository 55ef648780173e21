#include "harness/budget/score.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace budget {
namespace {

using harness::MetricValue;
using harness::ScorePart;

constexpr std::array<const char*, 8> groups = {"execution", "resource", "quality", "coordination",
                                               "economic",  "neural",   "health",  "trend"};

struct Weight {
  const char* part;
  const char* group;
  double weight;
};
constexpr std::array<Weight, 5> weights = {
    Weight{"execution", "execution", 0.35}, Weight{"resource", "resource", 0.25}, Weight{"quality", "quality", 0.20},
    Weight{"coordination", "coordination", 0.15}, Weight{"stability", "health", 0.05}};

}  // namespace

double metric_score(const Target& t, double value) {
  if (t.lo && t.hi) {
    const double outside = value < *t.lo ? *t.lo - value : value > *t.hi ? value - *t.hi : 0;
    return 100 * std::clamp(1 - outside / (*t.hi - *t.lo), 0.0, 1.0);
  }
  if (t.hi) return value <= *t.hi ? 100 : 100 * std::clamp(*t.hi / value, 0.0, 1.0);
  return value >= *t.lo ? 100 : 100 * std::clamp(value / *t.lo, 0.0, 1.0);
}

std::string grade(double score) {
  return score >= 90 ? "A" : score >= 80 ? "B" : score >= 70 ? "C" : score >= 60 ? "D" : "F";
}

std::vector<MetricValue> metrics_of(std::span<const Budget> budgets, std::span<const harness::BudgetResult> results) {
  std::vector<MetricValue> out;
  for (const char* group : groups) {
    for (std::size_t i = 0; i < budgets.size(); ++i) {
      if (budgets[i].group != group) continue;
      const std::optional<double>& value = results[i].farthest ? results[i].farthest : results[i].value;
      MetricValue m{group, budgets[i].id, budgets[i].target.unit, value, std::nullopt, results[i].note};
      if (m.value) m.score = metric_score(budgets[i].target, *m.value);
      out.push_back(std::move(m));
    }
  }
  return out;
}

std::vector<ScorePart> scores_of(std::span<const MetricValue> metrics) {
  std::vector<ScorePart> out;
  ScorePart overall{"overall", 1, 0.0, 0, 0, 0, ""};
  for (const Weight& w : weights) {
    double sum = 0, known = 0, all = 0;
    for (const MetricValue& m : metrics) {
      if (m.group != w.group) continue;
      ++all;
      if (!m.score) continue;
      ++known;
      sum += *m.score;
    }
    ScorePart part{w.part, w.weight, std::nullopt, 0, 100, 0, ""};
    if (all > 0) {
      part.lo = sum / all;
      part.hi = (sum + 100 * (all - known)) / all;
      part.measured = known / all;
      if (known == all) part.value = part.lo;
    }
    if (part.value) part.grade = grade(*part.value);
    overall.lo += w.weight * part.lo;
    overall.hi += w.weight * part.hi;
    overall.measured += w.weight * part.measured;
    if (!part.value) overall.value.reset();
    if (overall.value) *overall.value += w.weight * *part.value;
    out.push_back(std::move(part));
  }
  if (overall.value) overall.grade = grade(*overall.value);
  out.push_back(std::move(overall));
  return out;
}

}  // namespace budget
