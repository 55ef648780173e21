// What keeps a store usable over years: joining databases of several jobs, thinning old raw launches, checking.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace harness {

struct Merged {
  std::int64_t sessions = 0, launches = 0;
  std::int64_t known = 0;              // sessions that were there already, with as much in them
  std::vector<std::string> conflicts;  // uuids of sessions that both have and that differ: ours was kept
};
// Copies the sessions of `from` that `into` does not have, with all that hangs on them, in one transaction. `from` is
// not changed, unless it is of an older schema. Throws Error(usage) where both are one file, Error(store) as opening
// does.
Merged merge(const std::string& into, const std::string& from);

struct Pruned {
  std::int64_t sessions = 0, launches = 0;
  std::int64_t bytes_before = 0, bytes_after = 0;
};
// Replaces the launches of finished sessions that began before `before_ns`, except for the newest `keep` runs, by the
// median of each launch: verdicts, histories and comparisons of runs stay what they are, batches and the record of each
// process go. Of launches that failed or were set aside the record stays and the values go. With `dry`, only counts.
Pruned prune(const std::string& path, std::int64_t before_ns, std::int64_t keep, bool dry);

struct Defect {
  std::string code;  // swarmperf explain CODE
  std::string text;
};
// What is wrong in a file; empty: nothing. Reads all of it.
std::vector<Defect> check(const std::string& path);

}  // namespace harness
