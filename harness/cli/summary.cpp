#include "harness/cli/summary.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace cli {
namespace {

using namespace harness;

constexpr double coverage = 0.95;

double share(double spread, double of) { return of != 0 ? spread / std::abs(of) : 0; }

}  // namespace

std::vector<SeriesSummary> summarise(std::span<const Launch> launches) {
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::int64_t>;
  std::map<Key, SeriesSummary> found;
  std::map<Key, std::vector<double>> within;
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<double>> rates;
  for (const Launch& launch : launches) {
    if (!launch.failure.empty()) continue;
    for (const Sample& sample : launch.samples) {
      const Series& s = sample.series;
      if (s.metric == "items_per_second") rates[{s.benchmark, s.impl, s.lane}].push_back(stats::median(sample.values));
      if (!s.judged) continue;
      const Key key{s.benchmark, s.impl, s.lane, s.metric, s.clock, s.version};
      SeriesSummary& summary = found[key];
      summary.series = s;
      summary.per_launch.push_back(stats::median(sample.values));
      summary.values += sample.values.size();
      if (sample.values.size() > 1) {
        within[key].push_back(share(stats::robust_spread(sample.values), summary.per_launch.back()));
      }
      if (launch.benchmarks.size() == 1)
        summary.peak_rss_bytes = std::max(summary.peak_rss_bytes, launch.peak_rss_bytes);
    }
  }
  std::vector<SeriesSummary> out;
  for (auto& [key, summary] : found) {
    summary.median = stats::median(summary.per_launch);
    summary.interval = stats::median_interval(summary.per_launch, coverage);
    summary.between = share(stats::robust_spread(summary.per_launch), summary.median);
    if (!within[key].empty()) summary.within = stats::median(within[key]);
    const auto rate = rates.find({summary.series.benchmark, summary.series.impl, summary.series.lane});
    if (rate != rates.end() && summary.series.primary) summary.items_per_s = stats::median(rate->second);
    out.push_back(std::move(summary));
  }
  return out;
}

}  // namespace cli
