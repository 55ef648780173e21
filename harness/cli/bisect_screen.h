// What bisect prints: the commits that were looked at, oldest first, and the one that brought the change; as a table
// for people or one JSON object.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/commits.h"
#include "harness/error.h"
#include "harness/gate/bisection.h"
#include "harness/model.h"

namespace cli {

// One commit beside the good one.
struct BisectStep {
  std::size_t position = 0;  // in the line
  gate::Answer answer = gate::Answer::untold;
  std::optional<harness::Verdict> verdict;  // none where nothing was measured
  std::string why;                          // "" or why it was not told
  std::int64_t session = 0;
};

struct BisectScreen {
  harness::Machine machine;
  std::string good, bad;  // as they were named
  std::string good_commit;
  std::vector<LineCommit> line;              // after the good one, up to the bad one
  BisectStep ends;                           // bad beside good
  std::vector<BisectStep> steps;             // by position
  std::size_t first = 0, last = 0;           // those that may have brought it
  std::optional<BisectStep> against_parent;  // the last one against the parent of the first
  harness::Exit exit = harness::Exit::no_verdict;
};

std::string as_text(const BisectScreen& screen);
std::string as_json(const BisectScreen& screen);

}  // namespace cli
