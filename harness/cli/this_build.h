// What is measured where no ref is named: the suites of bench.toml here, or a bare command.
#pragma once

#include <string>
#include <vector>

#include "harness/model.h"
#include "harness/suite/suite.h"

namespace cli {

// The suite that a bare command is. Throws Error(usage), which names `option`, where the command is empty.
harness::SuiteSpec suite_of(const std::string& command, const char* option);
// Those of bench.toml, or the one that `command` starts. Throws Error(usage) where there is neither,
// or where one is not built yet.
std::vector<harness::SuiteSpec> suites_here(const std::string& command);
// Their build, named by the commit of their folder. `store` is the database in use.
harness::Build build_here(const std::vector<harness::SuiteSpec>& suites, const std::string& store);

}  // namespace cli
