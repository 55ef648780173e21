// From suites to what can be launched: which benchmarks, in which lanes, and what of it exists on both sides.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/config/filter.h"
#include "harness/config/policy.h"
#include "harness/model.h"
#include "harness/plan/launcher.h"

namespace cli {

struct Selection {
  harness::Filter filter;
  // What the filter lets through and has one of these tags; without tags, all of that. A benchmark of a suite that
  // declares none always counts.
  std::vector<std::string> tags;
  bool on_demand = false;  // also what runs only when asked for: tagged "on-demand", not named by filter or tags
  bool own_only = false;   // leave competitors out
  std::vector<harness::Rename> renames;
};

// Lists the suites in the lanes wanted, by globs. Throws Error(usage) for one that fits no suite's lane.
std::vector<std::unique_ptr<harness::Arm>> arms_of(const std::vector<harness::SuiteSpec>& suites,
                                                   const std::vector<std::string>& lanes);

// Whether any of them has a name that the filter lets through.
bool any_matches(const std::vector<std::unique_ptr<harness::Arm>>& arms, const harness::Filter& filter);

bool selected(const harness::Arm& arm, const harness::Benchmark& benchmark, const Selection& selection);

// One task per benchmark of the arms that is selected; head stays empty. Throws Error(usage) when nothing matches.
std::vector<harness::Task> tasks_of(const std::vector<std::unique_ptr<harness::Arm>>& arms, const Selection& selection);

// The verdict on a benchmark that has no pairs to be judged by.
harness::Verdict unmeasured(const harness::Benchmark& benchmark, const std::string& lane, const std::string& verdict,
                            const std::string& note);

// The contrasts of two sides, and a verdict for each benchmark that is new, missing or incomparable.
struct Matched {
  std::vector<harness::Task> tasks;
  std::vector<harness::Verdict> unmatched;
  std::vector<harness::Finding> findings;  // the renames that were needed
};
Matched match(const std::vector<std::unique_ptr<harness::Arm>>& base,
              const std::vector<std::unique_ptr<harness::Arm>>& head, const Selection& selection);

// Notes in each verdict where head declares its benchmark, for suites that say so.
void locate(std::vector<harness::Verdict>& verdicts, const std::vector<std::unique_ptr<harness::Arm>>& head,
            const std::vector<harness::Rename>& renames);

}  // namespace cli
