// The controls of a session: the harness's own suite against itself, and against itself slowed by twice the tolerance.
// They tell whether the session can be believed.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "harness/cli/item.h"
#include "harness/model.h"

namespace cli {

// The contrasts to measure; their arms are kept alive by `arms`. Empty where no control suite is installed.
std::vector<harness::Task> control_tasks(double tolerance, std::vector<std::unique_ptr<harness::Arm>>& arms);

// One finding per control that failed: then no verdict of the session can be believed.
std::vector<harness::Finding> judge_controls(std::span<const Item> items);
// One per control that the budget left without a first look: it neither held nor failed.
std::vector<harness::Finding> unfinished_controls(std::span<const Item> items);

}  // namespace cli
