// For verbs that take the whole name of one benchmark.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/plan/launcher.h"

namespace cli {

// A filter that matches this name and no other.
std::string filter_for(const std::string& benchmark);

// Throws Error(usage), with a name that is near, where none of the arms has it.
void refuse_unknown(const std::string& benchmark, const std::vector<std::unique_ptr<harness::Arm>>& arms,
                    const std::vector<std::unique_ptr<harness::Arm>>& others = {});

// Throws Error(usage) where it was found in several lanes.
void refuse_several(const std::string& benchmark, const std::vector<std::string>& lanes);

}  // namespace cli
