#include "harness/cli/control_session.h"

#include <fmt/format.h>

#include <cmath>

#include "harness/plan/controls.h"

namespace cli {

using namespace harness;

std::vector<Task> control_tasks(double tolerance, std::vector<std::unique_ptr<Arm>>& arms) {
  const int planted_percent = int(std::lround(std::min(1000.0, 200 * tolerance)));  // all the suite takes
  std::vector<Task> tasks;
  for (const int planted : {0, planted_percent}) {
    auto task = control_task("compute", 0, planted, arms);
    if (!task) continue;
    task->base.name = task->head.name = planted > 0 ? "control/planted" : "control/unchanged";
    tasks.push_back(std::move(*task));
  }
  return tasks;
}

std::vector<Finding> judge_controls(std::span<const Item> items, double tolerance) {
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
      failed.push_back(
          {"C502", "control",
           fmt::format("a planted slowdown of {:.0f} % {}: this session would miss one", 200 * tolerance, seen)});
    }
  }
  return failed;
}

}  // namespace cli
