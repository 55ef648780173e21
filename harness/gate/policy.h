// What the project's policy makes of measurements and verdicts: the tolerance of each contrast, the smallest absolute
// change, acknowledged regressions, and what a change would like to edit of it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/config/policy.h"
#include "harness/gate/decide.h"
#include "harness/model.h"

namespace gate {

// The tolerance of a contrast: that of the last override that fits, and named then, but never so small that a change
// below the smallest absolute change would count.
Tolerance tolerance_of(const harness::Policy& policy, const harness::Series& series, std::span<const double> base);

// Applies what measurement cannot know to confirmed verdicts: slower by less than the minimum is same, and slower
// within a valid acknowledgement is acknowledged. Returns what to say of acknowledgements that no longer hold.
std::vector<harness::Finding> apply_policy(const harness::Policy& policy, harness::Date today,
                                           std::span<harness::Verdict> verdicts);

// One finding per policy file that head edits; base's is in force, and head's counts after the merge.
std::vector<harness::Finding> policy_edits(const harness::Policy& base, const harness::Policy& head);

}  // namespace gate
