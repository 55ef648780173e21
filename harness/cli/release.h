// Creep: changes that are each within the tolerance add up unseen. So gate can judge head against the build of the last
// release too.
#pragma once

#include "harness/cli/paired.h"
#include "harness/cli/verdict_screen.h"
#include "harness/output/progress.h"
#include "harness/store/store.h"

namespace cli {

// Where --release or the policy names one: compares head with it by the same rule and under base's policy, and adds to
// the screen a finding for every benchmark that is slower than it was then, and the exit code that follows. What is
// only in one of the two is no news: releases lack what is new.
void judge_since_release(const PairedOptions& options, const harness::Policy& policy, harness::Store& store,
                         harness::Progress& progress, VerdictScreen& screen);

}  // namespace cli
