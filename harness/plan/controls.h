// The controls of a session: an unchanged contrast that must not alarm, and a planted slowdown that must not pass.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/plan/launcher.h"

namespace harness {

// The control suite beside this executable, with --planted where it is above 0; nothing where it is not installed.
std::optional<SuiteSpec> control_suite(int planted_percent);

// One contrast of a control benchmark against itself (planted_percent 0) or against its slowed form. The arms are kept
// alive by `arms`. Its benchmark is called control/unchanged or control/planted in the store.
std::optional<Task> control_task(const std::string& kind, int planted_percent, std::vector<std::unique_ptr<Arm>>& arms);

}  // namespace harness
