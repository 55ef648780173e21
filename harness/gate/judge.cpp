#include "harness/gate/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "harness/stats/signed_rank.h"
#include "harness/stats/summary.h"

namespace gate {
namespace {

constexpr double confirmation_error = 0.01;
// Below this ratio of tolerance to spread, 40 pairs would not decide.
constexpr double hopeless_ratio = 0.7;

const Look* reached(std::size_t pairs) {
  const Look* last = nullptr;
  for (const Look& look : looks) {
    if (look.pairs <= pairs) last = &look;
  }
  return last;
}

// Pairs needed for an interval of half-width `distance`, from the normal approximation of the signed-rank interval
// (its asymptotic efficiency is 3/pi); at least one more than there are.
std::size_t pairs_needed(double spread, double distance, std::size_t have) {
  const double z = 3.04;  // one-sided 0.0012
  const double n = distance > 0 ? std::numbers::pi / 3 * std::pow(z * spread / distance, 2) : INFINITY;
  return n < 1e6 ? std::max(have + 1, std::size_t(std::ceil(n))) : 0;
}

}  // namespace

Judgement judge(std::span<const double> differences, double tolerance, bool final) {
  Judgement j;
  j.spread = stats::robust_spread(differences);
  const Look* look = reached(differences.size());
  if (look == nullptr) {
    j.call = final ? Call::unsure : Call::open;
    const auto rough = stats::signed_rank_interval(differences, 1.0 / 16);
    j.lo = rough.lo, j.estimate = rough.estimate, j.hi = rough.hi, j.error = 1.0 / 16;
    j.note = fmt::format("{} of {} pairs", differences.size(), looks[0].pairs);
    return j;
  }
  const auto seen = differences.first(look->pairs == differences.size() || final ? differences.size() : look->pairs);
  const auto interval = stats::signed_rank_interval(seen, look->error);
  j.lo = interval.lo, j.estimate = interval.estimate, j.hi = interval.hi, j.error = look->error;
  j.detectable = 0.5 * (j.hi - j.lo);
  if (j.lo > -tolerance && j.hi < tolerance) {
    j.call = Call::same;
  } else if (j.lo > 0 && j.estimate >= tolerance) {
    j.call = Call::suspect;
  } else if (j.hi < 0 && j.estimate <= -tolerance) {
    j.call = Call::faster;
  } else if (tolerance < hopeless_ratio * j.spread) {
    j.call = Call::unsure;
    j.note = fmt::format("spread of pairs {:.1f} %: a tolerance of {:.0f} % or more works here", 100 * j.spread,
                         std::ceil(100 * std::expm1(j.spread / hopeless_ratio)));
  } else if (final || look == &looks.back()) {
    j.call = Call::unsure;
    const double distance = std::min(std::abs(std::abs(j.estimate) - tolerance), std::abs(tolerance));
    const std::size_t needed = pairs_needed(j.spread, distance, seen.size());
    const bool at_the_limit = needed == 0 || needed > 10 * looks.back().pairs;
    j.note = at_the_limit ? "at the limit" : fmt::format("about {} pairs would decide", needed);
  }
  return j;
}

std::size_t confirmation_pairs(double spread) { return spread <= 0.02 ? 12 : spread <= 0.03 ? 20 : 32; }

Confirmation confirm(std::span<const double> fresh, bool worse) {
  const auto interval = stats::signed_rank_interval(fresh, confirmation_error);
  if (worse) return {interval.lo, interval.estimate, interval.hi, stats::signed_rank_p_greater(fresh)};
  std::vector<double> mirrored(fresh.begin(), fresh.end());
  for (double& d : mirrored) d = -d;
  return {interval.lo, interval.estimate, interval.hi, stats::signed_rank_p_greater(mirrored)};
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

}  // namespace gate
