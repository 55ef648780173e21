// What every part of a comparison works with.
#pragma once

#include <string>

#include "harness/cli/paired.h"
#include "harness/output/progress.h"
#include "harness/plan/pairs.h"
#include "harness/store/store.h"

namespace cli {

struct PairedContext {
  const PairedOptions& options;
  harness::Store& store;
  harness::Progress& progress;
  harness::Build base, head;
  harness::Policy policy;  // in force: of base, and of the command line
  int core;
  harness::Random random;
  double budget_s;      // for everything that is measured
  std::string details;  // of every session, JSON
  harness::Effort effort = {};
};

// Of the budget, kept for suspects and for what layouts do.
constexpr double confirmation_share = 0.25, layout_share = 0.05;

harness::Deadline after(double seconds);
// The verdict of a contrast among those of its session.
harness::Verdict& verdict_of(std::vector<harness::Verdict>& verdicts, const harness::Task& task);

}  // namespace cli
