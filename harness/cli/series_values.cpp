#include "harness/cli/series_values.h"

#include <algorithm>
#include <map>

#include "harness/stats/summary.h"

namespace cli {
namespace {

using namespace harness;
constexpr double enough = 0.9;

const StoredSeries* twin_of(const Series& s, const std::vector<StoredSeries>& all, const std::string& impl) {
  Series wanted = s;
  wanted.impl = impl;
  const auto found = std::find_if(all.begin(), all.end(), [&](const StoredSeries& o) {
    Series other = o.series;
    other.primary = wanted.primary;
    other.judged = wanted.judged;
    return other == wanted;
  });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

SeriesHistory history_of(History& history, const StoredSeries& wanted, const std::vector<StoredSeries>& all,
                         const std::string& reference) {
  SeriesHistory h{wanted, "", history.points(wanted.id), {}};
  for (const Point& p : h.points) h.values.push_back(stats::median(p.launches));
  const bool ratio = has_ratios(wanted.series.kind);
  const StoredSeries* pinned =
      reference.empty() || !ratio || wanted.series.impl == reference ? nullptr : twin_of(wanted.series, all, reference);
  if (pinned == nullptr) return h;
  std::map<std::int64_t, double> by_session;
  for (const Point& p : history.points(pinned->id)) by_session[p.session] = stats::median(p.launches);
  SeriesHistory divided{wanted, reference, {}, {}};
  for (std::size_t i = 0; i < h.points.size(); ++i) {
    const auto found = by_session.find(h.points[i].session);
    if (found == by_session.end() || !(found->second > 0)) continue;
    divided.points.push_back(h.points[i]);
    divided.values.push_back(h.values[i] / found->second);
  }
  return double(divided.points.size()) >= enough * double(h.points.size()) && !divided.points.empty() ? divided : h;
}

}  // namespace cli
