// The judging rule on one contrast: looks, equivalence, suspects and their confirmation. docs/judging.md tells it in
// words; nothing here runs anything.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gate {

// Pairs at each look and the one-sided error spent there: 0.0040 + 5 x 0.0012 = 1 %. At 8 pairs the smallest possible
// error is 1/256, so an even split could decide nothing there.
struct Look {
  std::size_t pairs;
  double error;
};
inline constexpr std::array<Look, 6> looks = {
    {{8, 0.0040}, {12, 0.0012}, {16, 0.0012}, {24, 0.0012}, {32, 0.0012}, {40, 0.0012}}};

enum class Call {
  open,     // take more pairs
  same,     // both bounds within the tolerance, or 0
  suspect,  // worse: lower bound above 0 and estimate at or beyond the tolerance; to be confirmed
  faster,   // the mirror image
  unsure,   // the looks are used up, or could never decide
};

struct Judgement {
  Call call = Call::open;
  double lo = 0, estimate = 0, hi = 0;
  double error = 0;       // one-sided, of the interval
  double spread = 0;      // of the pairs: robust standard deviation; 0 where a change is infinite
  double detectable = 0;  // smallest change that an interval of this width shows in nine of ten cases
  std::string note;
};

// What the differences are of, for notes that tell them as shares.
struct Measure {
  std::string_view kind = "time";
  double base_median = 0;  // counts are told as shares of it
};

// Judges the differences at the last look they reach; `tolerance` is on their scale. With fewer pairs than the first
// look, or `final` (no more can be had), the answer is unsure instead of open. The interval is widened by `slack` at
// either end: what a coarse clock leaves open.
Judgement judge(std::span<const double> differences, double tolerance, bool final, double slack = 0,
                const Measure& measure = {});

// The mean of the pairs until an unchanged benchmark of that spread has its answer: few where the tolerance is wide,
// and where it is so narrow that the rule soon gives up.
double expected_pairs(double spread, double tolerance);

// The tolerance, on the scale of the differences, within which 99 of 100 unchanged benchmarks of that spread are shown
// to be the same by 12 pairs.
double fit_tolerance(double spread);

// A one-sided p found at a look of that error, adjusted for having looked more than once (Bonferroni with the looks'
// errors as weights): at most 0.01 exactly where the interval of that look excludes 0.
double look_adjusted(double p, double error);

// How many fresh pairs confirm a suspect of that spread: enough that two launches gone wrong out of 20 do not refuse
// it. (Of 12, one large one would: at an error of 1 % its rank alone is more than the test forgives.)
std::size_t confirmation_pairs(double spread);

struct Confirmation {
  double lo, estimate, hi;
  double p;  // of "not worse", one-sided; adjusted by Holm over the session's suspects before confirmed()
};
// `slack` widens the interval as it does in judge(), and leaves p alone: the test is exact among ties.
Confirmation confirm(std::span<const double> fresh, bool worse, double slack = 0);
inline constexpr double confirmation_error = 0.01;
// A suspect stands when its adjusted p is at most 1 % and its estimate at least half the tolerance.
bool confirmed(const Confirmation& confirmation, double adjusted_p, double tolerance);

// Exact metrics: no interval, only a tolerance; nothing where the repeats of either arm disagree.
std::optional<Judgement> judge_exact(std::span<const double> base, std::span<const double> head, double difference,
                                     double tolerance);
// Counts of which less is better and whose repeats agree but for a trifle, at most a tenth of the tolerance: the
// interval is from the least to the greatest difference between a repeat of either arm. Nothing where they disagree by
// more, or where the tolerance lies inside of it.
std::optional<Judgement> judge_nearly_exact(std::span<const double> base, std::span<const double> head,
                                            double tolerance);

}  // namespace gate
