#include "harness/cli/control_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/plan/controls.h"

namespace cli {

using namespace harness;

namespace {

// The suite plants whole per cents, up to 1000.
int planted_for(double tolerance) { return int(std::ceil(std::clamp(200 * tolerance - 1e-9, 1.0, 1000.0))); }

std::string name_of(const Item& item) { return item.measured.task.base.name; }

}  // namespace

std::vector<Task> control_tasks(double tolerance, std::vector<std::unique_ptr<Arm>>& arms) {
  const int planted_percent = planted_for(tolerance);
  std::vector<Task> tasks;
  for (const int planted : {0, planted_percent}) {
    auto task = control_task("compute", 0, planted, arms);
    if (!task) continue;
    task->base.name = task->head.name = planted > 0 ? "control/planted" : "control/unchanged";
    tasks.push_back(std::move(*task));
  }
  return tasks;
}

std::vector<Finding> judge_controls(std::span<const Item> items) {
  std::vector<Finding> failed;
  for (const Item& item : items) {
    if (!item.is_control) continue;
    const PairedTask& task = item.measured;
    const bool planted = task.task.base_arm->suite.command != task.task.head_arm->suite.command;
    const gate::Judgement& j = item.judged.judgement;
    const std::string seen =
        fmt::format("read {:+.1f} % after {} pairs", 100 * std::expm1(j.estimate), task.pairs.size());
    if (!task.failure.empty()) {
      failed.push_back({"C504", "control", task.failure});
    } else if (!planted && (j.call == gate::Call::suspect || j.call == gate::Call::faster)) {
      failed.push_back({"C501", "control", "identical work " + seen + ": this session alarms without a cause"});
    } else if (planted && j.call == gate::Call::same) {
      failed.push_back({"C502", "control",
                        fmt::format("a planted slowdown of {} % {}: this session would miss one",
                                    planted_for(item.tolerance.share), seen)});
    }
  }
  return failed;
}

std::vector<Finding> unfinished_controls(std::span<const Item> items) {
  std::vector<Finding> found;
  for (const Item& item : items) {
    const std::size_t pairs = item.measured.pairs.size(), wanted = gate::looks.front().pairs;
    if (!item.is_control || !item.measured.failure.empty() || pairs >= wanted) continue;
    found.push_back({"C505", "control",
                     fmt::format("{}: the budget was over after {} of {} pairs; nothing checks this session that way",
                                 name_of(item), pairs, wanted)});
  }
  return found;
}

}  // namespace cli
