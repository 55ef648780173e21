// The measuring of bisect: both ends, then commits between them, each beside the good one, then what was found beside
// its parent. Nothing is compared with figures of another hour. Counts need no statistics for it: every commit is
// counted beside the good one.
#pragma once

#include <string>

#include "harness/cli/bisect_screen.h"
#include "harness/cli/verb.h"
#include "harness/output/progress.h"
#include "harness/store/store.h"

namespace cli {

struct BisectQuestion {
  Common common;
  std::string benchmark, good, bad = "HEAD";
  std::string tolerance;  // of the two ends; "" where the policy says it
  std::string metric = "time";
  bool resume = false;  // what an earlier bisect of the same builds told is not measured again
};

// Throws Error where the question cannot be asked: no such benchmark, refs that are not on one line, ends that do not
// build or cannot be compared.
BisectScreen bisect_search(const BisectQuestion& question, harness::Store& store, harness::Progress& progress);

}  // namespace cli
