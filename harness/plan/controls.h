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

// Its part that runs under Node; nothing where it, or Node, is not installed.
std::optional<SuiteSpec> control_suite_node();

// One contrast of a control benchmark: with base and with head slowed by so many per cent. The arms are kept alive by
// `arms`. Nothing where the suite is not there or has no such benchmark. Kinds that begin with "node_" run under Node
// and cannot be slowed.
std::optional<Task> control_task(const std::string& kind, int base_percent, int head_percent,
                                 std::vector<std::unique_ptr<Arm>>& arms);

}  // namespace harness
