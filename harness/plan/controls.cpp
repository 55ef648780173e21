#include "harness/plan/controls.h"

#include <algorithm>
#include <filesystem>

namespace harness {

std::optional<SuiteSpec> control_suite(int planted_percent) {
  std::error_code none;
  const auto beside = std::filesystem::read_symlink("/proc/self/exe", none).parent_path() / "swarmperf-control";
  if (!std::filesystem::exists(beside, none)) return std::nullopt;
  SuiteSpec suite;
  suite.name = "control";
  suite.command = {beside.string()};
  if (planted_percent > 0) suite.command.push_back("--planted=" + std::to_string(planted_percent));
  return suite;
}

std::optional<Task> control_task(const std::string& kind, int planted_percent,
                                 std::vector<std::unique_ptr<Arm>>& arms) {
  Task task;
  for (const int planted : {0, planted_percent}) {
    const auto suite = control_suite(planted);
    if (!suite) return std::nullopt;
    Listing listing = list_suite(*suite);
    const auto found = std::find_if(listing.benchmarks.begin(), listing.benchmarks.end(),
                                    [&](const Benchmark& b) { return b.suite_name == "control/" + kind; });
    if (found == listing.benchmarks.end()) return std::nullopt;
    Benchmark benchmark = *found;
    benchmark.name = planted_percent > 0 ? "control/planted" : "control/unchanged";
    arms.push_back(std::make_unique<Arm>(Arm{*suite, listing, {}}));
    const bool is_base = task.base_arm == nullptr;
    (is_base ? task.base : task.head) = benchmark;
    (is_base ? task.base_arm : task.head_arm) = arms.back().get();
  }
  task.pairing = best_pairing(task);
  return task;
}

}  // namespace harness
