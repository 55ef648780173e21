// From the judgement of one contrast, or from its absence, to a stored verdict; and from all verdicts to an exit code.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/error.h"
#include "harness/gate/judge.h"
#include "harness/model.h"
#include "harness/stats/contrast.h"

namespace gate {

// The values of one contrast: one per pair and side.
struct Contrast {
  harness::Series series;
  std::vector<double> base, head;
};

// What a contrast may change by, as a share. Exact metrics have one of their own unless this one was `named` for them,
// by a pattern or on the command line.
struct Tolerance {
  Tolerance(double of, bool is_named = false) : share(of), named(is_named) {}
  double share;
  bool named;
};

struct Judged {
  Judgement judgement;
  std::vector<double> differences;
  double tolerance = 0;  // on the scale of the differences
  stats::Scale scale = stats::Scale::ratio;
};

// What a coarse clock leaves open of the interval: a quarter of its step, half the distance of neighbouring Walsh
// averages; the step is the larger one of the two sides, for a side that never moves shows none. 0 where values do not
// repeat, and for counts, whose step is real. (Without it a 95 % interval of 40 pairs
// covers the truth in 80 to 92 % of cases once the step is as large as the launches' scatter.)
double slack(const Contrast& contrast);

// Judges a contrast: exactly where its series is exact and the repeats agree, else by its intervals.
Judged judge(const Contrast& contrast, Tolerance tolerance, bool final);

// The verdict before confirmation: a suspect reads as "unsure" until confirm() has spoken.
harness::Verdict verdict_of(const Contrast& contrast, const Judged& judged, double tolerance);

// Rewrites the verdict of a suspect, or of something faster, by its confirmation.
void apply(const Confirmation& confirmation, double adjusted_p, std::size_t pairs, const Judged& first,
           harness::Verdict& verdict);

// All exit codes that hold, worst first (70 > 7 > 2 > 6 > 5 > 1 > 4 > 3 > 0). `strict` turns any unsure into 3; so does
// a session that is not `fit` because a control failed.
std::vector<harness::Exit> exits(std::span<const harness::Verdict> verdicts, bool strict, bool fit);

// "slower", "faster" ... with how many, in the order in which people want to know.
std::string counts(std::span<const harness::Verdict> verdicts);

}  // namespace gate
