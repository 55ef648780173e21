// A bisect that was interrupted goes on: the commits it told are in the store, and are not measured again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/paired.h"
#include "harness/model.h"
#include "harness/store/store.h"

namespace cli {

struct StoredAnswer {
  std::int64_t session;
  harness::Verdict verdict;
};

// The newest verdict of a finished ab of these two builds, on this machine, whose controls came out as they must:
// slower, faster or same, of `benchmark` and `metric` in one of `lanes`, by the tolerance that is in force now.
std::optional<StoredAnswer> stored_answer(harness::Store& store, const PairedOptions& asked, const Sides& sides,
                                          const std::string& benchmark, const std::vector<std::string>& lanes);

// Whether an ab of the two builds was begun on this machine and did not come to its end: --resume goes on with it.
bool is_unfinished(harness::Store& store, const Sides& sides);

}  // namespace cli
