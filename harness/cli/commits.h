// What git knows of the commits that a history names: which are still there, and which lie between two.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

namespace cli {

struct Commit {
  std::string id, subject;
};

// What a name of a commit stands for; nothing in `id` where there is none of it.
struct Named {
  std::string id;  // full hash
  std::int64_t time_s = 0;
};
Named named_commit(const std::string& folder, const std::string& name);

// The commits in `wanted` that no ref of the repository around `folder` reaches: history was rewritten, or they belong
// to another clone. Empty where there is no repository.
std::set<std::string> unreachable(const std::string& folder, const std::set<std::string>& wanted);

// Commits after `before` up to and with `after`, newest first, at most `most`; empty where git cannot tell.
std::vector<Commit> commits_between(const std::string& folder, const std::string& before, const std::string& after,
                                    std::size_t most);
// The newest 50 of them as --json lists them.
nlohmann::json commits_json(const std::string& folder, const std::string& before, const std::string& after);

// A commit of the line that a branch followed.
struct LineCommit {
  std::string id, parent;
  std::string merged;  // the other parent of a merge, or ""
  std::string author, date, subject;
};
// The line from `before`, which is left out, up to and with `after`: of merges the first parent. Oldest first. Throws
// Error(usage) where `before` is not on that line, or nothing lies between.
std::vector<LineCommit> line_between(const std::string& folder, const std::string& before, const std::string& after);

}  // namespace cli
