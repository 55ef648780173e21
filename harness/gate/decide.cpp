#include "harness/gate/decide.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "harness/stats/contrast.h"
#include "harness/stats/grain.h"
#include "harness/stats/signed_rank.h"
#include "harness/stats/summary.h"

namespace gate {
namespace {

using harness::Exit;
using harness::Verdict;

constexpr double size_tolerance = 0.01;                    // of exact sizes and instruction counts
constexpr std::string_view instructions = "instructions";  // of the counter: a whole program's differ by a few
constexpr double unsure_share_limit = 0.1;                 // of the plan

// Verdicts of every kind are finite in the store: an open end is absent.
std::optional<double> finite(double value) { return std::isfinite(value) ? std::optional(value) : std::nullopt; }

// Of our counter, not a suite's own metric of that name.
bool is_instructions(const harness::Series& s) { return s.mode == "insn" && s.metric == instructions; }

// On the scale of the differences; of other exact counts every one matters, where nobody named a tolerance.
double exact_tolerance(const Contrast& c, const Tolerance& tolerance) {
  const bool sized = c.series.kind == "bytes" || is_instructions(c.series);
  const double share = tolerance.named ? tolerance.share : sized ? size_tolerance : 0.0;
  return stats::tolerance_on_scale(share, c.series.kind, stats::median(c.base));
}

// Why values have no ratio, or nullptr.
const char* no_ratio(const Contrast& c) {
  if (stats::scale_of(c.series.kind) != stats::Scale::ratio) return nullptr;
  for (const std::vector<double>* side : {&c.base, &c.head}) {
    if (std::any_of(side->begin(), side->end(), [](double x) { return std::isnan(x) || x < 0; }))
      return "values below 0 have no ratio";
  }
  return nullptr;
}

std::string change_text(double difference, const Verdict& v) {
  const double base = v.base_median.value_or(0);
  if (!stats::has_shares(v.series.kind, base)) return fmt::format("{:+.3g}", difference);
  return fmt::format("{:+.1f} %", 100 * stats::tolerance_of_scale(difference, v.series.kind, base));
}

Judgement undecidable(const char* why) {
  Judgement j;
  j.call = Call::unsure;
  j.lo = -std::numeric_limits<double>::infinity();
  j.estimate = std::numeric_limits<double>::quiet_NaN();
  j.hi = std::numeric_limits<double>::infinity();
  j.note = why;
  return j;
}

// Too few pairs that say the same are another thing than pairs that do not.
std::string why_unconfirmed(const Confirmation& c, std::size_t pairs, const Judged& first,
                            const std::string& fresh_change) {
  const std::size_t wanted = confirmation_pairs(first.judgement.spread);
  const bool agrees = confirmed(c, 0, first.tolerance) && (c.estimate > 0) == (first.judgement.estimate > 0);
  if (pairs == 0) return "no time was left to confirm it: a longer --budget would";
  if (agrees && pairs < wanted) {
    return fmt::format("{} fresh pairs agree ({}), too few to confirm it: a longer --budget has {}", pairs,
                       fresh_change, wanted);
  }
  return fmt::format("a fresh session of {} pairs did not confirm it ({})", pairs, fresh_change);
}

// Of twice the tolerance, on the scale of the differences: a policy's `critical` is a share as well.
double critical_from(const Verdict& v) {
  return stats::tolerance_on_scale(2 * v.tolerance, v.series.kind, v.base_median.value_or(0));
}

std::string severity(double change, const Verdict& v) { return change >= critical_from(v) ? "critical" : "warning"; }

}  // namespace

double slack(const Contrast& c) {
  if (stats::scale_of(c.series.kind) != stats::Scale::ratio) return 0;
  if (c.base.empty()) return 0;
  const auto step = [](std::span<const double> values, double middle) {
    return middle == 0 ? 0 : stats::grain(values) / middle;
  };
  const double base = stats::median(c.base), head = stats::median(c.head);
  const double larger = std::max(step(c.base, base), step(c.head, head));
  if (larger > 0) return 0.25 * larger;
  // Where neither moves, they may be neighbouring ticks.
  std::vector<double> both = c.base;
  both.insert(both.end(), c.head.begin(), c.head.end());
  return 0.25 * step(both, 0.5 * (base + head));
}

Judged judge(const Contrast& c, Tolerance tolerance, bool final) {
  const stats::Scale scale = stats::scale_of(c.series.kind);
  Judged judged;
  judged.scale = scale;
  for (std::size_t i = 0; i < c.base.size(); ++i) {
    judged.differences.push_back(stats::difference(c.base[i], c.head[i], scale, c.series.better == "more"));
  }
  judged.tolerance = stats::tolerance_on_scale(tolerance.share, c.series.kind, stats::median(c.base));
  if (const char* why = no_ratio(c)) {
    judged.differences.clear();
    judged.judgement = undecidable(why);
    return judged;
  }
  if (c.series.exact && c.base.size() >= 2) {
    const double limit = exact_tolerance(c, tolerance);
    std::optional<Judgement> exact = judge_exact(c.base, c.head, judged.differences[0], limit);
    if (!exact && is_instructions(c.series)) exact = judge_nearly_exact(c.base, c.head, limit);
    if (exact) {
      judged.tolerance = limit;
      judged.judgement = *exact;
      return judged;
    }
  }
  judged.judgement =
      judge(judged.differences, judged.tolerance, final, slack(c), {c.series.kind, stats::median(c.base)});
  return judged;
}

Verdict verdict_of(const Contrast& c, const Judged& judged, double tolerance) {
  const Judgement& j = judged.judgement;
  Verdict v;
  v.series = c.series;
  v.pairs = std::int64_t(c.base.size());
  v.base_median = finite(stats::median(c.base));
  v.head_median = finite(stats::median(c.head));
  v.change = finite(j.estimate);
  v.lo = finite(j.lo);
  v.hi = finite(j.hi);
  v.error = j.error;
  v.tolerance =
      j.error == 0 ? stats::tolerance_of_scale(judged.tolerance, c.series.kind, v.base_median.value_or(0)) : tolerance;
  v.detectable = finite(j.detectable);
  v.note = j.note;
  const bool exact = j.error == 0 && j.call != Call::unsure && j.call != Call::open;
  switch (j.call) {
    case Call::same:
      v.verdict = "same";
      break;
    case Call::faster:
      v.verdict = exact ? "faster" : "unsure";
      break;
    case Call::suspect:
      v.verdict = exact ? "slower" : "unsure";
      if (exact) v.severity = severity(j.estimate, v);
      break;
    case Call::open:
    case Call::unsure:
      v.verdict = "unsure";
      break;
  }
  if (exact) v.confirmed = true;
  if (!exact && !judged.differences.empty()) {
    v.p = look_adjusted(stats::signed_rank_p_greater(judged.differences), j.error);
  }
  return v;
}

void apply(const Confirmation& c, double adjusted_p, std::size_t pairs, const Judged& first, Verdict& v) {
  const bool worse = first.judgement.call == Call::suspect;
  v.confirmed = confirmed(c, adjusted_p, first.tolerance) && (c.estimate > 0) == worse;
  if (!*v.confirmed) {
    v.verdict = "unsure";
    v.note = fmt::format("looked {} ({}), ", worse ? "slower" : "faster", change_text(first.judgement.estimate, v)) +
             why_unconfirmed(c, pairs, first, change_text(c.estimate, v));
    return;
  }
  v.verdict = worse ? "slower" : "faster";
  v.change = finite(c.estimate);
  v.lo = finite(c.lo);
  v.hi = finite(c.hi);
  v.p = adjusted_p;
  v.error = 0.01;
  v.note = fmt::format("confirmed by {} fresh pairs", pairs);
  if (worse) v.severity = severity(c.estimate, v);
}

std::vector<Exit> exits(std::span<const Verdict> verdicts, bool strict, bool fit) {
  std::set<Exit> found;
  std::size_t unsure = 0;
  if (!fit) found.insert(Exit::no_verdict);
  for (const Verdict& v : verdicts) {
    if (v.verdict == "failed") found.insert(Exit::benchmark);
    if (v.verdict == "slower" && v.acknowledged.empty()) found.insert(Exit::regression);
    if (v.verdict == "missing" || v.verdict == "incomparable") found.insert(Exit::incomparable);
    if (v.verdict != "unsure") continue;
    ++unsure;
    if (strict || !v.hi || *v.hi >= critical_from(v)) found.insert(Exit::no_verdict);
  }
  if (verdicts.empty() || double(unsure) > unsure_share_limit * double(verdicts.size())) found.insert(Exit::no_verdict);
  std::vector<Exit> ordered;
  for (const Exit exit : {Exit::benchmark, Exit::regression, Exit::incomparable, Exit::no_verdict}) {
    if (found.contains(exit)) ordered.push_back(exit);
  }
  if (ordered.empty()) ordered.push_back(Exit::ok);
  return ordered;
}

std::string counts(std::span<const Verdict> verdicts) {
  std::string text;
  const auto shown = [](const Verdict& v) { return v.acknowledged.empty() ? v.verdict : "acknowledged"; };
  for (const char* word :
       {"slower", "failed", "missing", "incomparable", "acknowledged", "faster", "same", "unsure", "new"}) {
    const auto n = std::count_if(verdicts.begin(), verdicts.end(), [&](const Verdict& v) { return shown(v) == word; });
    if (n > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, word);
  }
  return text.empty() ? "nothing was compared" : text;
}

}  // namespace gate
