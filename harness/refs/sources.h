// What lies in a work tree and is no source of it, though git does not ignore it: the store in use, which grows with
// every session, and the reports that were written from it. Counted as changes, they would make every tree another one.
#pragma once

#include <map>
#include <string>

namespace harness {

// Pathspecs that leave it out of what git does in the root of a work tree, quoted for the shell. `store` is a path;
// `environment` says by which repository and index git goes.
std::string all_but_ours(const std::string& root, const std::string& store,
                         const std::map<std::string, std::string>& environment = {});

// Whether the work tree around `folder` differs from its commit in what is source of it.
bool is_changed(const std::string& folder, const std::string& store);

}  // namespace harness
