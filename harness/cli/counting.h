// The counted metrics of a comparison: what one operation costs in instructions and allocations on either side. Each is
// counted twice; where both sides repeat themselves exactly the verdict needs no statistics and no confirmation.
#pragma once

#include <vector>

#include "harness/cli/arms.h"
#include "harness/cli/paired_context.h"

namespace cli {

struct Counted {
  std::vector<harness::Verdict> verdicts;
  std::vector<harness::Finding> findings;  // what could not be counted, or not judged
};

bool measures_time(const harness::Policy& policy);
// Whether the policy asks for what is counted. Throws Error(no_verdict) where it does and this machine cannot count.
bool counts_something(const harness::Policy& policy);

// Counts what is selected, in the lanes that are asked for; in native/avx2 where that would be native/avx512. Takes at
// most this share of a budget that was given. Throws Error(usage)
// where nothing can be counted and no time is measured either.
Counted count_all(PairedContext& context, std::int64_t session, const Sides& sides, const Selection& selection,
                  double budget_share);

}  // namespace cli
