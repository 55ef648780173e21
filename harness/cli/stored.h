// Names of what is stored: @last, @prev, @last-good, @blessed, #12, 12, a uuid or its beginning, or a file of any
// format that is imported.
#pragma once

#include <string>
#include <vector>

#include "harness/model.h"
#include "harness/store/store.h"

namespace cli {

struct StoredRun {
  std::string label;  // how to call it on a screen
  std::string machine_class, commit;
  std::int64_t started_ns = 0;
  std::vector<harness::Launch> launches;
  std::vector<harness::Finding> findings;  // what a file could not say
  bool from_file = false;
};

// Whether it holds both sides of a comparison; paired, where rounds put them beside each other.
bool has_sides(const StoredRun& run);
bool has_pairs(const StoredRun& run);
// The launches of one side, as a run of its own.
StoredRun side_of(const StoredRun& run, const std::string& side);

// Finds it. @last and @prev are the newest and second newest runs that hold launches; `db` is opened only where `name`
// is not a file. Throws Error(usage) for a name that nothing has, Error(store) for a database that is none.
StoredRun find_run(const std::string& db, const std::string& name);

}  // namespace cli
