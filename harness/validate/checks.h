// The targets, each beside the figure that was found. A target is met, or missed, where all of the figure's 99.9 %
// interval lies on that side of it; else it is "unsure", and more sessions decide it.
#pragma once

#include <string>
#include <vector>

#include "harness/validate/study.h"

namespace validate {

struct Study {
  StudySize size;
  std::vector<PowerCell> power;
  std::vector<SessionRow> sessions;
  std::vector<CoverageRow> coverage;
  std::vector<PeerRow> peers;
  double judging_s = 0;
};

// What an interval says of a limit: met, missed or unsure.
std::string at_most(const Range& range, double limit);
std::string at_least(const Range& range, double limit);

struct Check {
  std::string what, target;
  std::string found;   // the worst case, and where
  std::string result;  // met | unsure | missed
};

// Runs all tables; `say` is told which one is next.
Study run_study(const StudySize& size, const std::function<void(const std::string&)>& say);

std::vector<Check> checks_of(const Study& study);

}  // namespace validate
