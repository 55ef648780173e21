#include "harness/trend/located.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace trend {
namespace {

using harness::ChangePoint;
using harness::Point;

// Log ratios for what is measured on a ratio scale, else differences; positive is worse.
double turned(const Change& c, const harness::Series& series) {
  const bool ratio = harness::has_ratios(series.kind);
  const double change = c.kind == Class::variance              ? c.change
                        : ratio && c.before > 0 && c.after > 0 ? std::log(c.after / c.before)
                                                               : c.after - c.before;
  return series.better == "more" && c.kind != Class::variance ? -change : change;
}

}  // namespace

std::vector<ChangePoint> located(std::span<const Change> changes, const harness::StoredSeries& series,
                                 std::span<const Point> points) {
  std::vector<ChangePoint> out;
  for (const Change& c : changes) {
    ChangePoint point;
    point.series = series.id;
    point.kind = std::string(name_of(c.kind));
    point.session = points[c.position].session;
    point.lo_session = points[c.lo].session;
    point.hi_session = points[c.hi].session;
    if (c.kind == Class::spike || c.kind == Class::drift) point.end_session = points[c.end - 1].session;
    // Surely before is the point ahead of the earliest place; surely after is the latest place itself.
    point.commit_before = points[c.lo == 0 ? 0 : c.lo - 1].commit;
    point.commit_after = points[c.hi].commit;
    point.before = c.before;
    point.after = c.after;
    point.change = turned(c, series.series);
    point.p = c.p;
    point.points = std::int64_t(points.size());
    out.push_back(std::move(point));
  }
  return out;
}

void number_cohorts(std::span<ChangePoint> changes, std::span<const std::int64_t> order) {
  std::map<std::int64_t, std::size_t> rank;
  for (std::size_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
  std::vector<ChangePoint*> sorted;
  for (ChangePoint& c : changes) sorted.push_back(&c);
  const auto lo = [&](const ChangePoint* c) { return rank[c->lo_session]; };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const ChangePoint* l, const ChangePoint* r) { return lo(l) < lo(r); });
  // One open cohort per class and direction; it takes what still shares a session with all its members.
  struct Open {
    std::int64_t number;
    std::size_t last;
  };
  std::map<std::pair<std::string, bool>, Open> open;
  std::int64_t next = 1;
  for (ChangePoint* c : sorted) {
    const bool lasting = c->kind == "step" || c->kind == "drift";
    const auto key = std::pair(c->kind, c->change > 0);
    const auto found = lasting ? open.find(key) : open.end();
    if (found != open.end() && lo(c) <= found->second.last) {
      c->cohort = found->second.number;
      found->second.last = std::min(found->second.last, rank[c->hi_session]);
      continue;
    }
    c->cohort = next++;
    if (lasting) open[key] = {c->cohort, rank[c->hi_session]};
  }
}

}  // namespace trend
