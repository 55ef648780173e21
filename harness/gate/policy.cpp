#include "harness/gate/policy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "harness/stats/summary.h"

namespace gate {
namespace {

using namespace harness;

template <class Rule>
bool fits(const Rule& rule, const Series& s) {
  return glob_matches(rule.benchmarks, s.benchmark) && glob_matches(rule.lane, s.lane);
}

// What the overrides that fit say together: the last one wins, key by key.
Override in_force(const Policy& policy, const Series& series) {
  Override sum;
  for (const Override& o : policy.overrides) {
    if (!fits(o, series)) continue;
    if (o.tolerance) sum.tolerance = o.tolerance;
    if (o.critical) sum.critical = o.critical;
    if (o.minimum && o.minimum->kind == series.kind) sum.minimum = o.minimum;
  }
  return sum;
}

// The change as a share of base; points for shares. Infinite for a count that was 0, and where a verdict has none
// because base or head was nothing.
double share_of(const Verdict& v) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!v.change) return v.verdict == "slower" ? infinity : v.verdict == "faster" ? -infinity : 0;
  if (has_ratios(v.series.kind)) return std::expm1(*v.change);
  if (v.series.kind == "share") return *v.change;
  return *v.change / std::abs(v.base_median.value_or(0));
}

std::string percent(double share) { return fmt::format("{:g} %", 100 * share); }

std::string minimum_text(const Minimum& m) {
  return m.kind == "time" ? fmt::format("{:g} ns", m.value * 1e9) : fmt::format("{:g} B", m.value);
}

std::string joined(const std::string& before, const std::string& after) {
  return after.empty() ? before : before + "; " + after;
}

void forgive_small(const Policy& policy, Verdict& v) {
  const Override o = in_force(policy, v.series);
  const double share = std::abs(share_of(v));  // something faster is forgiven too: it is as small
  const double base = v.base_median.value_or(0);
  // A confirmed change is that of the fresh pairs, the medians are the first ones'.
  const double absolute = v.change ? share * std::abs(base) : std::abs(v.head_median.value_or(0) - base);
  std::string why;
  if (o.minimum && absolute < o.minimum->value) why = "the smallest change that counts is " + minimum_text(*o.minimum);
  if (why.empty()) return;
  v.verdict = "same";
  v.severity.clear();
  v.note = joined(why, v.note);
}

void grade(const Policy& policy, Verdict& v) {
  const Override o = in_force(policy, v.series);
  if (o.critical) v.severity = share_of(v) >= *o.critical ? "critical" : "warning";
}

void acknowledge(const Policy& policy, Date today, Verdict& v) {
  const Acknowledgement* last = nullptr;
  for (const Acknowledgement& a : policy.acknowledgements) {
    if (fits(a, v.series) && today <= a.until) last = &a;
  }
  if (last == nullptr) return;
  if (share_of(v) > last->limit) {
    v.note = joined(fmt::format("beyond the +{} that {} acknowledged", percent(last->limit), last->owner), v.note);
    return;
  }
  v.acknowledged = fmt::format("by {} until {}, up to +{}: {}", last->owner, date_text(last->until),
                               percent(last->limit), last->reason);
  v.note = joined("acknowledged " + v.acknowledged, v.note);
}

std::string text_of(const Override& o) {
  return fmt::format("override {}{}{}{}{}", o.benchmarks, o.lane.empty() ? "" : " in " + o.lane,
                     o.tolerance ? ", tolerance " + percent(*o.tolerance) : "",
                     o.critical ? ", critical " + percent(*o.critical) : "",
                     o.minimum ? ", minimum " + minimum_text(*o.minimum) : "");
}

std::string text_of(const Acknowledgement& a) {
  return fmt::format("{}{} up to +{} until {} by {} ({})", a.benchmarks, a.lane.empty() ? "" : " in " + a.lane,
                     percent(a.limit), date_text(a.until), a.owner, a.reason);
}

template <class Rule>
void compare(const std::vector<Rule>& base, const std::vector<Rule>& head, std::vector<std::string>& edits) {
  const std::size_t before = edits.size();
  for (const Rule& r : head) {
    if (std::find(base.begin(), base.end(), r) == base.end()) edits.push_back("adds " + text_of(r));
  }
  for (const Rule& r : base) {
    if (std::find(head.begin(), head.end(), r) == head.end()) edits.push_back("drops " + text_of(r));
  }
  if (edits.size() == before && base != head) edits.emplace_back("changes their order or number");
}

std::string budget_text(const Policy& p) { return p.budget_s ? fmt::format("{:g} s", *p.budget_s) : "the default"; }

}  // namespace

Tolerance tolerance_of(const Policy& policy, const Series& series, std::span<const double> base) {
  const Override o = in_force(policy, series);
  const double tolerance = o.tolerance.value_or(policy.tolerance);
  const double typical = base.empty() ? 0 : stats::median(base);
  return {o.minimum && typical > 0 ? std::max(tolerance, o.minimum->value / typical) : tolerance,
          o.tolerance.has_value()};
}

std::vector<Finding> apply_policy(const Policy& policy, Date today, std::span<Verdict> verdicts) {
  for (Verdict& v : verdicts) {
    if (v.verdict == "slower" || v.verdict == "faster") forgive_small(policy, v);
    if (v.verdict == "slower") grade(policy, v);
    if (v.verdict == "slower") acknowledge(policy, today, v);
  }
  std::vector<Finding> findings;
  for (const Acknowledgement& a : policy.acknowledgements) {
    if (today <= a.until) continue;
    findings.push_back({"P404", a.benchmarks,
                        fmt::format("the acknowledgement by {} ended on {} and excuses nothing any more ({})", a.owner,
                                    date_text(a.until), a.reason)});
  }
  return findings;
}

std::vector<Finding> policy_edits(const Policy& base, const Policy& head) {
  std::vector<std::string> edits;
  if (base.tolerance != head.tolerance) {
    edits.push_back(fmt::format("tolerance {} becomes {}", percent(base.tolerance), percent(head.tolerance)));
  }
  if (base.tags != head.tags) edits.push_back(fmt::format("tags {} become {}", base.tags, head.tags));
  if (base.metrics != head.metrics) {
    edits.push_back(fmt::format("metrics {} become {}", base.metrics, head.metrics));
  }
  if (base.strict != head.strict) edits.push_back(fmt::format("strict becomes {}", head.strict));
  if (base.budget_s != head.budget_s) {
    edits.push_back(fmt::format("budget {} becomes {}", budget_text(base), budget_text(head)));
  }
  if (base.release != head.release)
    edits.push_back(fmt::format("release '{}' becomes '{}'", base.release, head.release));
  compare(base.overrides, head.overrides, edits);
  std::vector<Finding> findings;
  if (!edits.empty()) {
    findings.push_back({"P402", "bench.toml",
                        fmt::format("this change edits the policy; base's is in force, the edits count after the "
                                    "merge: {}",
                                    fmt::join(edits, "; "))});
  }
  edits.clear();
  compare(base.acknowledgements, head.acknowledgements, edits);
  if (!edits.empty()) {
    findings.push_back({"P403", acknowledgements_path,
                        fmt::format("this change edits the acknowledgements; base's are in force, the edits count "
                                    "after the merge: {}",
                                    fmt::join(edits, "; "))});
  }
  return findings;
}

}  // namespace gate
