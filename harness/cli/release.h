// Creep: changes that are each within the tolerance add up unseen. So gate can judge head against the build of the last
// release too.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/cli/paired.h"
#include "harness/cli/verdict_screen.h"
#include "harness/output/progress.h"
#include "harness/store/store.h"

namespace cli {

struct Release {
  PairedOptions options;  // the gate's, with the release as base
  Sides sides;
  std::optional<harness::Error> problem;  // where it cannot be built
};

// Where --release or base's policy names one, builds it; nothing where base is the release, or where there is none to
// compare with, which is noted among the findings of `sides`. Throws Error(usage) for a ref that is none.
std::optional<Release> release_of(const PairedOptions& options, Sides& sides,
                                  const std::function<void(const std::string&)>& say);

// Compares head with it by the same rule and adds to the screen a finding for every benchmark that is slower than it
// was then, and the exit code that follows; what stands in the way is one, too (P408). What is only in one of the two
// is no news: releases lack what is new.
void judge_since(Release release, harness::Store& store, harness::Progress& progress, VerdictScreen& screen);

}  // namespace cli
