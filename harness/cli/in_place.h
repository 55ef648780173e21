// A build that was not compiled by us: what its executables are, and of which commit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/model.h"
#include "harness/store/store.h"
#include "harness/suite/suite.h"

namespace cli {

// The build that is measured where nothing was compiled by us: commit and dirtiness of the folder's repository, hash of
// the executables that `commands` start. Without a folder the commands are bare ones, and have no commit where nothing
// of them lies in the work tree here. `store` is the database in use.
harness::Build build_in_place(const std::string& label, const std::string& folder,
                              const std::vector<std::vector<std::string>>& commands, const std::string& store);

// Whether two builds in place start the same bytes with the same arguments, wherever they lie; false where an
// interpreter does.
bool run_the_same(const harness::Build& a, const harness::Build& b);

// Takes the commit from a build in place whose executables the store knows under another one, unless they were built
// again since, and says so: after a commit, or a checkout, they are perhaps still those of before. What an interpreter
// starts is not told by bytes, and keeps it.
std::optional<harness::Finding> leave_out_doubtful_commit(const std::vector<harness::SuiteSpec>& suites,
                                                          harness::Store& store, harness::Build& build);

}  // namespace cli
