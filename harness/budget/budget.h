// Budgets: absolute targets of a project (baselines/budgets.toml), each with the benchmark and metric that measures it,
// and what the store's newest measurements say of them. docs/budgets.md describes file and formulas.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/history.h"

namespace budget {

// "< 50 ms", ">= 6x", "70..85 %": bounds in base units; one may be absent.
struct Target {
  std::optional<double> lo, hi;
  std::string unit;  // base unit: s, B, 1, share, x, 1/s, B/s, B/h
  std::string text;  // as written
};
// Throws Error(usage) on a number without a unit, a unit that is none, or bounds that exclude each other.
Target parse_target(const std::string& text, const std::string& what);

struct Budget {
  std::string id, section, title, definition, method, group;
  std::vector<std::string> strategy;  // capability ids
  int tier = 2;                       // 1 must, 2 should, 3 information
  Target target;
  // What measures it: benchmarks by glob (the worst counts), lanes by globs ("native/*, !native/scalar"; "" and what
  // only leaves lanes out: all others), a metric ("": the primary one).
  std::string benchmark, lane, impl = "own", metric;
  // "impl=naive", "lane=native/scalar", a parameter of the benchmark's name such as "threads=1", or several of them
  // with spaces between: the value is that arm's divided by ours. An arm is not compared with itself.
  std::string versus;
  std::string reduction_of;  // the same, and the value is the share that ours saves: an ablation
  // The same, and the value is the share by which the two differ, whichever is larger; of a target that is a lower
  // bound, what is left of 1: how far they agree.
  std::string differs_from;
  std::string overhead_over;  // the same, and the value is the share that ours takes beyond that arm
  // "< 50 ms", another limit: the value is the share of it that is reached, 1 where ours takes no more.
  std::optional<Target> reach;
  std::string source;        // instead of a benchmark: launches_ok | open_regressions
  std::string missing;       // what is missing to measure it, where no benchmark does
  std::string unmeasurable;  // why it cannot be measured here
};

// baselines/budgets.toml from its text. Throws Error(usage): strict keys, line and column.
std::vector<Budget> parse_budgets(const std::string& text, const std::string& shown_as);
inline constexpr const char* budgets_path = "baselines/budgets.toml";

// One measured value with its 95 % interval.
struct Measured {
  double value = 0;
  std::optional<double> lo, hi;
  std::string benchmark, note;
  std::vector<harness::Origin> origins;
  std::string doubt;  // the newest try of what it is of failed, and how; "" where none did
};

// Where values come from: the newest launches of a series (none: never measured on this machine class), and numbers
// that are not series.
struct Sources {
  std::vector<harness::StoredSeries> series;  // of one machine class
  std::function<std::optional<harness::Point>(std::int64_t series)> newest;
  std::function<std::optional<Measured>(const std::string& source)> other;
  harness::Origin newest_run;                   // what the scorecard is headed by; values of another say so
  std::vector<harness::FailedLaunch> failures;  // the newest of each benchmark, impl and lane
};

harness::BudgetResult evaluate(const Budget& budget, const Sources& sources);

}  // namespace budget
