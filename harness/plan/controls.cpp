#include "harness/plan/controls.h"

#include <algorithm>

#include "harness/error.h"
#include "harness/suite/machine.h"

namespace harness {

std::optional<SuiteSpec> control_suite(int planted_percent) {
  const std::string beside = beside_this_executable("swarmperf-control");
  if (beside.empty()) return std::nullopt;
  SuiteSpec suite;
  suite.name = "control";
  suite.command = {beside};
  if (planted_percent > 0) suite.command.push_back("--planted=" + std::to_string(planted_percent));
  return suite;
}

std::optional<SuiteSpec> control_suite_node() {
  const std::string beside = beside_this_executable("swarmperf-control-node/suite.mjs");
  if (beside.empty()) return std::nullopt;
  SuiteSpec suite;
  suite.name = "control-node";
  // V8's helper threads would run while the other arm measures.
  suite.command = {"node", "--single-threaded", beside};
  try {
    list_suite(suite);
  } catch (const Error&) {
    return std::nullopt;
  }
  return suite;
}

std::optional<Task> control_task(const std::string& kind, int base_percent, int head_percent,
                                 std::vector<std::unique_ptr<Arm>>& arms) {
  Task task;
  for (const bool is_head : {false, true}) {
    const auto suite =
        kind.starts_with("node_") ? control_suite_node() : control_suite(is_head ? head_percent : base_percent);
    if (!suite) return std::nullopt;
    Listing listing = list_suite(*suite);
    const auto found = std::find_if(listing.benchmarks.begin(), listing.benchmarks.end(),
                                    [&](const Benchmark& b) { return b.suite_name == "control/" + kind; });
    if (found == listing.benchmarks.end()) return std::nullopt;
    const Benchmark benchmark = *found;
    arms.push_back(std::make_unique<Arm>(Arm{*suite, std::move(listing), {}}));
    (is_head ? task.head : task.base) = benchmark;
    (is_head ? task.head_arm : task.base_arm) = arms.back().get();
  }
  task.pairing = best_pairing(task);
  return task;
}

}  // namespace harness
