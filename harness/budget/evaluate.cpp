// What the newest launches say of one budget: met or missed only where the whole interval is, and of several benchmarks
// the worst counts: a proven miss before one that may be, and that before what is met. What is not of the newest run
// says so, and a value whose benchmark failed since meets nothing.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "harness/budget/budget.h"
#include "harness/budget/places.h"
#include "harness/stats/rank_sum.h"
#include "harness/stats/summary.h"

namespace budget {
namespace {

using harness::BudgetResult;
using harness::FailedLaunch;
using harness::Origin;
using harness::Point;
using harness::Series;
using harness::StoredSeries;

constexpr double interval_error = 0.025;  // at either end

Place place_of(const Series& s) { return {s.benchmark, s.impl, s.lane}; }

bool fits(const Budget& b, const Series& s) {
  return s.mode == "time" && fits(b, place_of(s)) && (b.metric.empty() ? s.primary : s.metric == b.metric);
}

Series arm_of(Series wanted, const std::string& arm) {
  const Place place = arm_of(place_of(wanted), arm);
  wanted.benchmark = place.benchmark;
  wanted.impl = place.impl;
  wanted.lane = place.lane;
  return wanted;
}

const StoredSeries* find_series(const std::vector<StoredSeries>& all, const Series& wanted) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const StoredSeries& s) {
    Series other = s.series;
    other.primary = wanted.primary;
    other.judged = wanted.judged;
    return other == wanted;
  });
  return found == all.end() ? nullptr : &*found;
}

// Another version of a benchmark measures something else, and only the newest is what the project has.
bool is_outdated(const std::vector<StoredSeries>& all, const Series& series) {
  return std::any_of(all.begin(), all.end(), [&](const StoredSeries& other) {
    return other.series.version > series.version && other.series.mode == series.mode &&
           place_of(other.series) == place_of(series);
  });
}

std::optional<double> finite(double x) { return std::isfinite(x) ? std::optional(x) : std::nullopt; }

Measured direct(const Point& point, const Series& series) {
  Measured m;
  m.value = stats::median(point.launches);
  if (series.exact &&
      std::all_of(point.launches.begin(), point.launches.end(), [&](double v) { return v == m.value; })) {
    m.lo = m.hi = m.value;
    return m;
  }
  if (const auto interval = stats::median_interval(point.launches, 1 - 2 * interval_error)) {
    m.lo = interval->lo;
    m.hi = interval->hi;
  }
  return m;
}

// How many times less ours takes: that arm's launches over ours, on the log scale.
std::optional<Measured> ratio(const Point& ours, const Point& theirs, bool more_is_better) {
  const auto positive = [](const Point& p) {
    return std::all_of(p.launches.begin(), p.launches.end(), [](double v) { return v > 0; });
  };
  if (!positive(ours) || !positive(theirs)) return std::nullopt;
  std::vector<double> a, b;
  for (const double v : ours.launches) a.push_back(std::log(v));
  for (const double v : theirs.launches) b.push_back(std::log(v));
  const stats::Interval shift =
      more_is_better ? stats::shift_interval(b, a, interval_error) : stats::shift_interval(a, b, interval_error);
  Measured m;
  m.value = std::exp(shift.estimate);
  if (std::isfinite(shift.lo) && std::isfinite(shift.hi)) {
    m.lo = std::exp(shift.lo);
    m.hi = std::exp(shift.hi);
  }
  return m;
}

// The value and its interval by a function that only rises or only falls.
Measured mapped(Measured m, const std::function<double(double)>& f) {
  m.value = f(m.value);
  if (m.lo && m.hi) std::tie(m.lo, m.hi) = std::minmax({f(*m.lo), f(*m.hi)});
  return m;
}

// 1 - the smaller over the larger; or what is left of 1.
Measured difference(Measured m, bool of_agreement) {
  const auto share = [&](double ratio) {
    const double agreement = std::min(ratio, 1 / ratio);
    return of_agreement ? agreement : 1 - agreement;
  };
  if (m.lo) {
    const auto [least, most] = std::minmax({share(*m.lo), share(*m.hi)});
    const bool reaches_one = *m.lo <= 1 && *m.hi >= 1;
    m.lo = reaches_one && !of_agreement ? 0 : least;
    m.hi = reaches_one && of_agreement ? 1 : most;
  }
  m.value = share(m.value);
  return m;
}

std::string base_unit(const Budget& b, const Series& s) {
  if (!b.versus.empty()) return "x";
  if (!b.reduction_of.empty() || !b.differs_from.empty() || !b.overhead_over.empty() || s.kind == "share")
    return "share";
  if (b.reach && b.reach->unit == s.unit) return "share";
  return s.unit;
}

// What is missing of the target, as a number to sort by: positive is missed.
double shortfall(const Target& t, const Measured& m) {
  double worst = -1;
  if (t.hi) worst = std::max(worst, *t.hi == 0 ? m.value : m.value / *t.hi - 1);
  if (t.lo) worst = std::max(worst, *t.lo == 0 ? -m.value : 1 - m.value / *t.lo);
  return worst;
}

std::string status_of(const Target& t, const Measured& m) {
  const double lo = m.lo.value_or(-HUGE_VAL), hi = m.hi.value_or(HUGE_VAL);
  if ((t.hi && lo > *t.hi) || (t.lo && hi < *t.lo)) return "missed";
  if ((!t.hi || hi <= *t.hi) && (!t.lo || lo >= *t.lo)) return m.doubt.empty() ? "met" : "unsure";
  return "unsure";
}

// Ranks what was measured, the worst highest.
std::pair<int, double> badness(const Target& t, const Measured& m) {
  const std::string status = status_of(t, m);
  return {status == "missed" ? 2 : status == "unsure" ? 1 : 0, shortfall(t, m)};
}

// Benchmarks that fit and cannot be compared. Many have no such arm by design, and nothing in the store tells these
// from arms that nobody measured yet. A hole is what is known to exist: an arm of another version or without a run.
struct Incomparable {
  std::size_t count = 0;
  bool has_hole = false;
  std::string why;  // of one of them, of a hole rather than of others

  void add(const std::string& reason, bool is_hole) {
    ++count;
    if (why.empty() || is_hole) why = reason;
    has_hole = has_hole || is_hole;
  }
};

const Series* any_version(const std::vector<StoredSeries>& all, const Series& wanted) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const StoredSeries& s) {
    return s.series.mode == wanted.mode && s.series.metric == wanted.metric && place_of(s.series) == place_of(wanted) &&
           !is_outdated(all, s.series);
  });
  return found == all.end() ? nullptr : &found->series;
}

// Its newest failure, where that is not older than `since`.
const FailedLaunch* failed_since(const Sources& sources, const Place& place, std::int64_t since) {
  const auto found = std::find_if(sources.failures.begin(), sources.failures.end(), [&](const FailedLaunch& f) {
    return Place{f.benchmark, f.impl, f.lane} == place && f.session >= since;
  });
  return found == sources.failures.end() ? nullptr : &*found;
}

// Whether what has no value at all would have one now: of another commit it may have been taken away since.
bool is_current(const Sources& sources, const FailedLaunch& failed) {
  const Origin& run = sources.newest_run;
  return failed.session == run.session || (!failed.commit.empty() && failed.commit == run.commit);
}

std::string text_of(const FailedLaunch& failed) {
  return fmt::format("{}{} failed in session #{}: {}", failed.benchmark,
                     failed.impl == "own" ? "" : " impl=" + failed.impl, failed.session, failed.why);
}

void add_origin(Measured& m, const Sources& sources, const Place& place, const Point& point) {
  const Origin origin{point.session, point.commit};
  if (m.origins.empty() || m.origins.back() != origin) m.origins.push_back(origin);
  const FailedLaunch* failed = failed_since(sources, place, point.session);
  if (failed != nullptr && m.doubt.empty()) m.doubt = text_of(*failed);
}

// "of session #3, commit 0123456789", where that is not the newest run.
std::string origins_text(const std::vector<Origin>& origins, const Origin& newest_run) {
  if (origins.empty() || (origins.size() == 1 && origins[0] == newest_run)) return "";
  std::string out = origins.size() == 1 ? "of session " : "of sessions ";
  for (const Origin& o : origins) {
    const bool same = o.commit == newest_run.commit;
    const std::string commit = same ? "" : o.commit.empty() ? ", no commit" : ", commit " + o.commit.substr(0, 10);
    out += fmt::format("{}#{}{}", &o == origins.data() ? "" : " and ", o.session, commit);
  }
  return out;
}

std::optional<Measured> measure(const Budget& b, const StoredSeries& s, const Point& ours, const Sources& sources,
                                Incomparable& left) {
  std::optional<Measured> m = direct(ours, s.series);
  add_origin(*m, sources, place_of(s.series), ours);
  const std::string arm = compared_with(b);
  if (!arm.empty()) {
    const Series wanted = arm_of(s.series, arm);
    if (wanted == s.series) return std::nullopt;
    const StoredSeries* other = find_series(sources.series, wanted);
    const std::optional<Point> theirs = other == nullptr ? std::nullopt : sources.newest(other->id);
    if (!theirs) {
      std::string why = fmt::format("{} is measured, {} is not", s.series.benchmark, arm);
      // A lane of another engine is another suite's.
      const std::string engine = wanted.lane.substr(0, wanted.lane.find('/'));
      if (wanted.lane != s.series.lane && s.series.lane.starts_with(engine + "/")) {
        why += fmt::format(": swarmperf run --lanes {},{} -f '{}'", s.series.lane, wanted.lane, b.benchmark);
      }
      const FailedLaunch* failed = failed_since(sources, place_of(wanted), 0);
      const bool fails = failed != nullptr && is_current(sources, *failed);
      const Series* known = any_version(sources.series, wanted);
      if (known != nullptr && known->version != wanted.version) {
        why = fmt::format("{} is measured in version {}, {} in another version: {}", s.series.benchmark, wanted.version,
                          arm, known->version);
      }
      left.add(fails ? text_of(*failed) : why, fails || known != nullptr);
      return std::nullopt;
    }
    m = ratio(ours, *theirs, s.series.better == "more");
    if (!m) {
      left.add(s.series.benchmark + ": values that are not positive have no ratio", true);
      return std::nullopt;
    }
    add_origin(*m, sources, place_of(s.series), ours);
    add_origin(*m, sources, place_of(wanted), *theirs);
    if (!b.differs_from.empty()) m = difference(*m, b.target.lo.has_value());
    // 1 - ours / theirs, and ours / theirs - 1, which turns the interval round.
    if (!b.reduction_of.empty()) m = mapped(*m, [](double times) { return 1 - 1 / times; });
    if (!b.overhead_over.empty()) m = mapped(*m, [](double times) { return 1 / times - 1; });
  }
  if (b.reach) m = mapped(*m, [&b](double value) { return std::min(1.0, *b.reach->hi / value); });
  m->benchmark = s.series.benchmark + " " + s.series.lane;
  if (!m->lo && m->origins.size() == 1)
    m->note = fmt::format("{} launches are too few for an interval", ours.launches.size());
  return m;
}

std::string joined(std::vector<std::string> parts) {
  std::erase(parts, "");
  return fmt::format("{}", fmt::join(parts, "; "));
}

void fill(BudgetResult& r, const Budget& b, const Measured& m, const Origin& newest_run) {
  r.status = status_of(b.target, m);
  r.value = finite(m.value);
  r.lo = m.lo;
  r.hi = m.hi;
  r.benchmark = m.benchmark;
  r.origins = m.origins;
  r.doubt = r.status == "unsure" ? m.doubt : "";
  r.note = joined({m.note, origins_text(m.origins, newest_run), m.doubt});
}

// What fits and never had a value, for it fails.
void add_what_only_fails(const Budget& b, const Sources& sources, const std::set<Place>& measured, Incomparable& left) {
  for (const FailedLaunch& failed : sources.failures) {
    const Place place{failed.benchmark, failed.impl, failed.lane};
    if (fits(b, place) && !measured.contains(place) && is_current(sources, failed)) left.add(text_of(failed), true);
  }
}

}  // namespace

BudgetResult evaluate(const Budget& b, const Sources& sources) {
  BudgetResult r;
  r.budget = b.id;
  r.section = b.section;
  r.tier = b.tier;
  r.title = b.title;
  r.target = b.target.text;
  r.unit = b.target.unit;
  r.benchmark = b.benchmark;
  if (!b.unmeasurable.empty()) {
    r.status = "unmeasurable";
    r.note = b.unmeasurable;
    return r;
  }
  r.status = "unmeasured";
  r.note = b.missing;
  if (!b.missing.empty()) return r;
  if (!b.source.empty()) {
    const std::optional<Measured> m = sources.other(b.source);
    if (m) fill(r, b, *m, sources.newest_run);
    if (!m)
      r.note = b.source == "open_regressions"
                   ? "no gate has judged a series of this machine, nor has trend one of ten points or more"
                   : "no run of this machine in the store: swarmperf run";
    return r;
  }
  std::optional<Measured> worst, farthest;
  std::size_t measured = 0, elsewhere = 0;
  std::set<Place> places;
  Incomparable left;
  for (const StoredSeries& s : sources.series) {
    if (!fits(b, s.series) || is_outdated(sources.series, s.series)) continue;
    if (base_unit(b, s.series) != b.target.unit) {
      r.note = fmt::format("{} is measured in {}, the target is in {}", s.series.benchmark, base_unit(b, s.series),
                           b.target.unit);
      return r;
    }
    const std::optional<Point> point = sources.newest(s.id);
    if (!point) continue;
    places.insert(place_of(s.series));
    const std::optional<Measured> m = measure(b, s, *point, sources, left);
    if (!m) continue;
    ++measured;
    elsewhere += m->origins != std::vector{sources.newest_run};
    if (!worst || badness(b.target, *m) > badness(b.target, *worst)) worst = m;
    if (!farthest || shortfall(b.target, *m) > shortfall(b.target, *farthest)) farthest = m;
  }
  add_what_only_fails(b, sources, places, left);
  if (!worst) {
    r.note = !left.why.empty() ? left.why
                               : fmt::format("{} was never measured on this machine: swarmperf run -f '{}'",
                                             b.benchmark, b.benchmark);
    return r;
  }
  fill(r, b, *worst, sources.newest_run);
  r.farthest = finite(farthest->value);
  std::string of_many = measured > 1 ? fmt::format("worst of {}", measured) : "";
  if (measured > 1 && elsewhere > 0) of_many += fmt::format(", {} of other sessions", elsewhere);
  const std::string others = left.count == 0 ? ""
                             : left.has_hole ? left.why
                                             : fmt::format("{} more without {}", left.count, compared_with(b));
  r.note = joined({of_many, r.note, others});
  if (left.has_hole && r.status == "met") {
    r.status = "unsure";
    r.doubt = left.why;
  }
  return r;
}

}  // namespace budget
