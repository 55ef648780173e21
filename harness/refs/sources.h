// What lies in a work tree and is no source of it, though git does not ignore it: the store in use, which grows with
// every session, the reports that were written from it, and folders of builds. Counted as changes, they would make
// every tree another one; copied, a build folder keeps the copy from being built.
#pragma once

#include <map>
#include <string>

namespace harness {

// Pathspecs that leave it out of what git does in the root of a work tree, quoted for the shell. `store` is a path;
// `environment` says by which repository and index git goes.
std::string only_sources(const std::string& root, const std::string& store,
                         const std::map<std::string, std::string>& environment = {});

// Whether the work tree around `folder` differs from its commit in what is source of it.
bool is_changed(const std::string& folder, const std::string& store);

}  // namespace harness
