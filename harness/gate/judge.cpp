#include "harness/gate/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "harness/stats/contrast.h"
#include "harness/stats/planning.h"
#include "harness/stats/signed_rank.h"
#include "harness/stats/summary.h"

namespace gate {
namespace {

// Where the tolerance, and the estimate too, are below this share of the spread, 40 pairs would not decide.
constexpr double hopeless_ratio = 0.7;

// Mean pairs of unchanged normal benchmarks by their tolerance in spreads: 40,000 sessions a row by this very rule,
// with a standard error of 0.1. An interval of few pairs at a small error is far wider than normal quantiles would have
// it.
struct Expected {
  double tolerance_in_spreads, pairs;
};
constexpr std::array<Expected, 18> expected = {{{0.1, 8.9},
                                                {0.2, 9.0},
                                                {0.3, 9.2},
                                                {0.4, 10.0},
                                                {0.5, 12.0},
                                                {0.6, 15.2},
                                                {0.7, 18.6},
                                                {0.8, 20.7},
                                                {0.9, 21.1},
                                                {1.0, 20.3},
                                                {1.2, 17.2},
                                                {1.4, 14.2},
                                                {1.6, 12.1},
                                                {1.8, 10.6},
                                                {2.0, 9.6},
                                                {2.5, 8.4},
                                                {3.0, 8.1},
                                                {4.0, 8.0}}};
// In spreads, the tolerance by which 0.99 of 400,000 simulated benchmarks were the same at one of the first two looks.
constexpr double most_reach = 2.43;

const Look* reached(std::size_t pairs) {
  const Look* last = nullptr;
  for (const Look& look : looks) {
    if (look.pairs <= pairs) last = &look;
  }
  return last;
}

// What is judged at which error. Where no more can be had between two looks, the next one is taken early, at its own
// error, as long as so few pairs can decide anything at it: an error already spent is not spent twice.
struct Seen {
  std::size_t pairs;
  double error;
};
Seen seen_at(const Look& look, std::size_t pairs, bool final) {
  if (!final || pairs == look.pairs) return {look.pairs, look.error};
  const Look& next = &look == &looks.back() ? look : *(&look + 1);
  if (std::ldexp(1.0, -int(pairs)) > next.error) return {look.pairs, look.error};
  return {pairs, next.error};
}

std::string hopeless_note(double spread, const Measure& m) {
  const auto percent = [&](double on_scale) {
    return 100 * stats::tolerance_of_scale(on_scale, m.kind, m.base_median);
  };
  if (!stats::has_shares(m.kind, m.base_median)) {
    return fmt::format("spread of pairs {:.3g}: no tolerance is a share of a base of 0", spread);
  }
  return fmt::format("spread of pairs {:.1f} %: a tolerance of {:.0f} % or more works here", percent(spread),
                     std::ceil(percent(spread / hopeless_ratio)));
}

}  // namespace

Judgement judge(std::span<const double> differences, double tolerance, bool final, double slack,
                const Measure& measure) {
  Judgement j;
  const bool bounded = std::all_of(differences.begin(), differences.end(), [](double d) { return std::isfinite(d); });
  if (bounded) j.spread = stats::robust_spread(differences);
  const Look* look = reached(differences.size());
  if (look == nullptr) {
    j.call = final ? Call::unsure : Call::open;
    const auto rough = stats::signed_rank_interval(differences, 1.0 / 16);
    j.lo = rough.lo, j.estimate = rough.estimate, j.hi = rough.hi, j.error = 1.0 / 16;
    j.note = fmt::format("{} of {} pairs", differences.size(), looks[0].pairs);
    return j;
  }
  const Seen seen = seen_at(*look, differences.size(), final);
  const auto interval = stats::signed_rank_interval(differences.first(seen.pairs), seen.error);
  j.lo = interval.lo - slack, j.estimate = interval.estimate, j.hi = interval.hi + slack, j.error = seen.error;
  const double half_width = 0.5 * (j.hi - j.lo);
  j.detectable = stats::detectable_change(half_width, seen.error);
  const bool unchanged = j.lo == 0 && j.hi == 0;  // of counts that are 0 the tolerance is 0 as well
  if (unchanged || (j.lo > -tolerance && j.hi < tolerance)) {
    j.call = Call::same;
  } else if (j.lo > 0 && j.estimate >= tolerance) {
    j.call = Call::suspect;
  } else if (j.hi < 0 && j.estimate <= -tolerance) {
    j.call = Call::faster;
  } else if (std::max(tolerance, std::abs(j.estimate)) < hopeless_ratio * j.spread) {
    j.call = Call::unsure;
    j.note = hopeless_note(j.spread, measure);
  } else if (final || look == &looks.back()) {
    j.call = Call::unsure;
    // A bound has to pass the tolerance, or 0 where the estimate is beyond the tolerance already.
    const double size = std::abs(j.estimate);
    const double distance = size < tolerance ? tolerance - size : size;
    const std::size_t needed = stats::pairs_needed(seen.pairs, half_width, seen.error, distance);
    const bool at_the_limit = needed == 0 || needed > 10 * looks.back().pairs;
    j.note = at_the_limit ? "at the limit" : fmt::format("about {} pairs would decide", needed);
  }
  return j;
}

double expected_pairs(double spread, double tolerance) {
  const double ratio = spread > 0 ? tolerance / spread : expected.back().tolerance_in_spreads;
  const auto above = std::find_if(expected.begin(), expected.end(),
                                  [ratio](const Expected& e) { return e.tolerance_in_spreads >= ratio; });
  if (above == expected.begin()) return above->pairs;
  if (above == expected.end()) return expected.back().pairs;
  const Expected& below = *(above - 1);
  const double share =
      (ratio - below.tolerance_in_spreads) / (above->tolerance_in_spreads - below.tolerance_in_spreads);
  return below.pairs + share * (above->pairs - below.pairs);
}

double fit_tolerance(double spread) { return most_reach * spread; }

double look_adjusted(double p, double error) {
  constexpr double total = 0.01;
  return std::min(1.0, p * std::max(1.0, total / error));
}

std::size_t confirmation_pairs(double spread) { return spread <= 0.02 ? 20 : 32; }

Confirmation confirm(std::span<const double> fresh, bool worse, double slack) {
  const auto interval = stats::signed_rank_interval(fresh, confirmation_error);
  std::vector<double> turned(fresh.begin(), fresh.end());
  if (!worse) {
    for (double& d : turned) d = -d;
  }
  return {interval.lo - slack, interval.estimate, interval.hi + slack, stats::signed_rank_p_greater(turned)};
}

bool confirmed(const Confirmation& confirmation, double adjusted_p, double tolerance) {
  return adjusted_p <= confirmation_error && std::abs(confirmation.estimate) >= tolerance / 2;
}

std::optional<Judgement> judge_exact(std::span<const double> base, std::span<const double> head, double difference,
                                     double tolerance) {
  const auto agree = [](std::span<const double> v) {
    return !v.empty() && std::all_of(v.begin(), v.end(), [&](double x) { return x == v[0]; });
  };
  if (!agree(base) || !agree(head)) return std::nullopt;
  Judgement j;
  j.lo = j.estimate = j.hi = difference;
  j.call = difference > tolerance ? Call::suspect : difference < -tolerance ? Call::faster : Call::same;
  return j;
}

std::optional<Judgement> judge_nearly_exact(std::span<const double> base, std::span<const double> head,
                                            double tolerance) {
  constexpr double trifle = 0.1;  // of the tolerance
  if (base.empty() || head.empty()) return std::nullopt;
  const auto [least_base, most_base] = std::minmax_element(base.begin(), base.end());
  const auto [least_head, most_head] = std::minmax_element(head.begin(), head.end());
  if (std::max(*most_base - *least_base, *most_head - *least_head) > trifle * tolerance) return std::nullopt;
  Judgement j;
  j.lo = *least_head - *most_base;
  j.hi = *most_head - *least_base;
  j.estimate = stats::median(head) - stats::median(base);
  if (j.lo > tolerance) {
    j.call = Call::suspect;
  } else if (j.hi < -tolerance) {
    j.call = Call::faster;
  } else if (j.lo >= -tolerance && j.hi <= tolerance) {
    j.call = Call::same;
  } else {
    return std::nullopt;
  }
  return j;
}

}  // namespace gate
