#include "harness/trend/life.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace trend {
namespace {

using harness::ChangePoint;
using harness::Regression;
using harness::RegressionEvent;

bool stands(const Regression& r) { return r.state != "fixed"; }

Turn turn(Regression r, const std::string& state, std::int64_t session, std::int64_t now_ns, const std::string& who,
          const std::string& note) {
  r.state = state;
  r.changed_ns = now_ns;
  return {r, {r.id, now_ns, state, session, who, note}};
}

using Ranks = std::map<std::int64_t, std::size_t>;  // of sessions, oldest first

// The same one: a step in whose interval its first session lies or whose blame range ends at the same commit. A drift
// has the whole history for both; it is the one that a drift opened.
bool is_of(const Regression& r, const ChangePoint& c, const Ranks& rank) {
  if (c.kind == "drift" || r.kind == "drift") return c.kind == r.kind;
  const auto at = rank.find(r.session), lo = rank.find(c.lo_session), hi = rank.find(c.hi_session);
  const bool inside =
      at != rank.end() && lo != rank.end() && hi != rank.end() && at->second >= lo->second && at->second <= hi->second;
  return inside || (!c.commit_after.empty() && r.commit_after == c.commit_after);
}

// Whether points that came since outvote what opened it: no lasting change is seen there any more, and later ones do
// not make up for it.
bool is_gone(const Regression& r, std::span<const ChangePoint> lasting, const Ranks& rank, double tolerance) {
  if (!stands(r) || r.opened_by != "trend" || !rank.contains(r.session)) return false;
  double since = 0;
  for (const ChangePoint& c : lasting) {
    if (c.change > 0 && is_of(r, c, rank)) return false;
    const auto at = rank.find(c.end_session.value_or(c.session));
    if (at != rank.end() && at->second > rank.at(r.session)) since += c.change;
  }
  return since < tolerance / 2;
}

// How much worse the series is at its end than right before step `k`: the sum of what its later steps did.
double left_of(std::span<const ChangePoint> lasting, std::size_t k) {
  double sum = 0;
  for (std::size_t i = k; i < lasting.size(); ++i) sum += lasting[i].change;
  return sum;
}

}  // namespace

std::vector<Turn> after_trend(std::span<const Regression> known, std::span<const ChangePoint> changes,
                              std::span<const std::int64_t> order, double tolerance, std::int64_t now_ns) {
  std::vector<Turn> out;
  Ranks rank;
  for (std::size_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
  std::vector<ChangePoint> lasting;
  for (const ChangePoint& c : changes) {
    if (c.kind == "step" || c.kind == "drift") lasting.push_back(c);
  }
  for (std::size_t k = 0; k < lasting.size(); ++k) {
    const ChangePoint& c = lasting[k];
    if (c.change < tolerance) continue;
    const auto found = std::find_if(known.begin(), known.end(), [&](const Regression& r) { return is_of(r, c, rank); });
    const double left = left_of(lasting, k);
    const auto better = std::find_if(lasting.begin() + long(k) + 1, lasting.end(),
                                     [](const ChangePoint& later) { return later.change < 0; });
    if (found == known.end()) {
      if (left < tolerance / 2) continue;  // over before anybody saw it
      Regression r;
      r.series = c.series;
      r.opened_by = "trend";
      r.session = c.session;
      r.opened_ns = now_ns;
      r.commit_before = c.commit_before;
      r.commit_after = c.commit_after;
      r.change = c.change;
      r.kind = c.kind;
      out.push_back(turn(r, "open", c.session, now_ns, "trend", c.kind));
    } else if (stands(*found) && left < tolerance / 2) {
      const std::int64_t session = better == lasting.end() ? c.session : better->session;
      out.push_back(turn(*found, "fixed", session, now_ns, "trend", "the level is back"));
    } else if (!stands(*found) && left >= tolerance) {
      out.push_back(
          turn(*found, "reopened", order.empty() ? c.session : order.back(), now_ns, "trend", "the level is up again"));
    }
  }
  for (const Regression& r : known) {
    if (is_gone(r, lasting, rank, tolerance))
      out.push_back(turn(r, "fixed", order.back(), now_ns, "trend", "no change that lasts is seen there any more"));
  }
  return out;
}

std::optional<Turn> after_gate(std::span<const Regression> known, std::int64_t series, const harness::Session& session,
                               const harness::Verdict& v, std::int64_t now_ns) {
  const std::string base = session.base ? session.base->commit : "", head = session.head ? session.head->commit : "";
  const auto last = std::find_if(known.rbegin(), known.rend(), [&](const Regression& r) {
    return r.series == series && r.opened_by == "gate" && r.commit_before == base;
  });
  if (v.verdict == "slower" && v.confirmed.value_or(false)) {
    const std::string state = v.acknowledged.empty() ? "open" : "acknowledged";
    if (last == known.rend()) {
      Regression r;
      r.series = series;
      r.opened_by = "gate";
      r.session = session.id;
      r.opened_ns = now_ns;
      r.commit_before = base;
      r.commit_after = head;
      r.change = v.change.value_or(std::numeric_limits<double>::infinity());  // from nothing
      return turn(r, state, session.id, now_ns, "gate", v.acknowledged);
    }
    Regression r = *last;
    r.commit_after = head;
    r.change = v.change.value_or(r.change);
    if (!stands(r)) return turn(r, state == "open" ? "reopened" : state, session.id, now_ns, "gate", v.acknowledged);
    if (state == "acknowledged" && r.state != state) return turn(r, state, session.id, now_ns, "gate", v.acknowledged);
    if (state == "open" && r.state == "acknowledged")
      return turn(r, "reopened", session.id, now_ns, "gate", "no acknowledgement covers it any more");
    return std::nullopt;
  }
  if ((v.verdict == "same" || v.verdict == "faster") && last != known.rend() && stands(*last))
    return turn(*last, "fixed", session.id, now_ns, "gate", "judged " + v.verdict + " against the same base");
  return std::nullopt;
}

}  // namespace trend
