// The counted metrics of a comparison: what one operation costs in instructions and allocations on either side. Each is
// counted twice; where both sides repeat themselves exactly the verdict needs no statistics and no confirmation.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/cli/arms.h"
#include "harness/cli/paired_context.h"

namespace cli {

// What counting needs, of whichever verb asks for it.
struct CountingContext {
  harness::Store& store;
  std::int64_t session;
  harness::Progress& progress;
  const harness::Effort& effort;
  int core;
  harness::Random& random;
  double budget_s;  // 0: as long as it takes
};

struct Counted {
  std::vector<harness::Verdict> verdicts;
  std::vector<harness::Finding> findings;  // what could not be counted, or not judged
};

bool measures_time(const std::vector<std::string>& metrics);
// Whether the list names what is counted. Throws Error(no_verdict) where it does and this machine cannot count.
bool counts_something(const std::vector<std::string>& metrics);

// Counts what is selected, in the lanes that are asked for; in native/avx2 where that would be native/avx512. Takes at
// most this share of a budget that was given. Throws Error(usage) where nothing can be counted and no time is measured
// either.
Counted count_all(PairedContext& context, std::int64_t session, const Sides& sides, const Selection& selection,
                  double budget_share);

// The same of one build, for the record: its launches, each benchmark's twice, are stored and returned.
struct CountedAlone {
  std::vector<harness::Launch> launches;
  std::vector<harness::Finding> findings;
  std::vector<std::pair<harness::Task, harness::Launch>> failed;  // the launch that did, without the counter
};
CountedAlone count_alone(const CountingContext& with, const std::vector<harness::SuiteSpec>& suites,
                         const std::vector<std::string>& lanes, const Selection& selection);

}  // namespace cli
