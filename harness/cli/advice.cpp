#include "harness/cli/advice.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/budget/places.h"
#include "harness/output/text.h"

namespace cli {
namespace {

using namespace harness;
using budget::Budget;

// "core/relu/f32/n=1000000 native/avx512" is how a result names what it was measured by.
struct Place {
  std::string benchmark, lane;
};
Place place_of(const BudgetResult& r) {
  const std::size_t space = r.benchmark.find(' ');
  if (space == std::string::npos) return {r.benchmark, ""};
  return {r.benchmark.substr(0, space), r.benchmark.substr(space + 1)};
}

// What shows more: where the time goes, where a profile can tell, else what a change does to it.
std::string next_step(const Budget& b, const BudgetResult& r) {
  const Place place = place_of(r);
  if (b.benchmark.empty() || place.lane.empty()) return "";
  if (b.metric.empty() && place.lane.starts_with("native/"))
    return fmt::format(" Where its time goes: swarmperf profile {} --lanes {}", place.benchmark, place.lane);
  return fmt::format(" What a change does to it: swarmperf ab -f '{}' --lanes {}", place.benchmark, place.lane);
}

std::string method_of(const Budget& b) {
  return b.method.empty() ? "" : fmt::format(" The strategy's method: {}.", b.method);
}

std::string missed(std::span<const Budget> budgets, std::span<const BudgetResult> results,
                   std::span<const std::size_t> which) {
  const Budget& first = budgets[which[0]];
  const BudgetResult& r = results[which[0]];
  const std::string where = r.benchmark.empty() ? "" : " by " + r.benchmark;
  if (which.size() == 1)
    return fmt::format("{}: {}{} where {} was wanted.{}{}", r.title, value_text(*r.value, r.unit), where, r.target,
                       method_of(first), next_step(first, r));
  std::string targets, method;
  for (const std::size_t i : which) {
    targets += fmt::format("{}{} ({})", targets.empty() ? "" : ", ", results[i].title, results[i].target);
    if (method.empty()) method = method_of(budgets[i]);
  }
  return fmt::format("{}: {} misses {} targets: {}.{}{}", r.benchmark, value_text(*r.value, r.unit), which.size(),
                     targets, method, next_step(first, r));
}

}  // namespace

std::string value_text(double value, const std::string& unit) {
  if (unit == "share") return fmt::format("{:.1f} %", 100 * value);
  if (unit == "x") return fmt::format("{:.2f}x", value);
  if (unit == "1/s") return fmt::format("{:.4g} 1/s", value);
  if (unit == "B/s" || unit == "B/h") return with_unit(value, "B") + unit.substr(1);
  return with_unit(value, unit);
}

std::string advice(const Budget& b, const BudgetResult& r) {
  constexpr std::size_t only[] = {0};
  if (r.status == "missed") return missed({&b, 1}, {&r, 1}, only);
  if (!r.doubt.empty()) return fmt::format("{}: {}; swarmperf run -f '{}'", r.title, r.doubt, b.benchmark);
  if (r.status == "unsure")
    return fmt::format("{}: the interval reaches over the limit; more launches narrow it: swarmperf run -f '{}'",
                       r.title, b.benchmark);
  if (r.status == "unmeasured" && !b.benchmark.empty()) return fmt::format("{}: {}", r.title, r.note);
  return "";
}

std::vector<std::string> advice(std::span<const Budget> budgets, std::span<const BudgetResult> results) {
  std::vector<std::string> lines;
  std::vector<bool> told(budgets.size(), false);
  for (std::size_t i = 0; i < budgets.size(); ++i) {
    if (told[i] || budget::is_gap(budgets[i], results[i])) continue;
    if (results[i].status != "missed") {
      if (const std::string line = advice(budgets[i], results[i]); !line.empty()) lines.push_back(line);
      continue;
    }
    // Targets of one figure of one benchmark are one finding.
    std::vector<std::size_t> same;
    for (std::size_t k = i; k < budgets.size(); ++k) {
      const BudgetResult& r = results[k];
      if (r.status != "missed" || r.benchmark != results[i].benchmark || r.unit != results[i].unit ||
          budgets[k].metric != budgets[i].metric || *r.value != *results[i].value)
        continue;
      same.push_back(k);
      told[k] = true;
    }
    lines.push_back(missed(budgets, results, same));
  }
  return lines;
}

}  // namespace cli
