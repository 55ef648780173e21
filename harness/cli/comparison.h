// From two sides to a screen of verdicts: pilots, looks, controls, layouts, confirmation and policy, in that order, in
// one session of the store (and one more for what has to be confirmed).
#pragma once

#include <memory>
#include <vector>

#include "harness/cli/item.h"
#include "harness/cli/paired_context.h"
#include "harness/cli/remembered.h"
#include "harness/cli/session.h"
#include "harness/cli/verdict_screen.h"

namespace cli {

class Comparison {
 public:
  Comparison(const PairedOptions& options, Sides sides, harness::Store& store, harness::Progress& progress);

  VerdictScreen run();

 private:
  // Returns whether the controls came out as they must.
  bool judge_times(std::vector<harness::Task> tasks, OpenSession& session);
  void pilot_all(std::vector<harness::Task> tasks, bool are_controls);
  void tell_plan();
  void take_looks(std::int64_t session);
  bool wants_more(const Item& item) const;
  void judge_all();
  void look_for_findings(const Item& item);
  void note_what_was_seen();
  void fail(const harness::Task& task, const std::string& verdict, const std::string& why);
  void add(const harness::Finding& finding);
  gate::Tolerance tolerance_of(const Item& item, const gate::Contrast& contrast) const;

  Sides sides_;
  std::uint64_t seed_;
  PairedContext context_;
  double precision_ = 0;  // of settled benchmarks too: half the width of their interval, on the scale of differences
  RememberedSpreads remembered_;
  std::vector<std::unique_ptr<harness::Arm>> control_arms_;
  std::vector<Item> items_;
  std::vector<harness::Verdict> verdicts_;
  std::vector<harness::Finding> findings_;
};

}  // namespace cli
