// The targets of a project beside what the store holds of one machine.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/budget/budget.h"
#include "harness/history.h"
#include "harness/store/store.h"

namespace cli {

struct Targets {
  std::vector<budget::Budget> budgets;
  std::string policy;  // a hash of their text
};
// Those of `file`, or where that is empty of baselines/budgets.toml beside bench.toml. Throws Error(usage) where there
// are none.
Targets read_targets(const std::string& file);

// The machine classes of the runs.
std::set<std::string> machines_of(harness::Store& store);
// That of the newest run; empty where there is none.
std::string newest_machine(harness::Store& store);

// A result for each of the budgets, in their order. Without a session: no run on that machine.
harness::Scorecard scorecard(const Targets& targets, harness::Store& store, const std::string& machine_class);

}  // namespace cli
