#include "harness/cli/summary_table.h"

#include <fmt/format.h>

#include "harness/output/text.h"

namespace cli {

using namespace harness;

std::string summary_table(const std::vector<SeriesSummary>& summaries) {
  std::vector<std::vector<std::string>> rows;
  for (const SeriesSummary& s : summaries) {
    const bool counted = s.series.mode == "insn";
    if (!s.series.primary && !counted) continue;
    const auto value = [&](double x) { return with_unit(x, s.series.unit); };
    rows.push_back({s.series.benchmark, s.series.impl == "own" ? "" : s.series.impl, s.series.lane, value(s.median),
                    s.series.exact && s.between == 0 ? "exact"
                    : s.interval ? fmt::format("[{}, {}]", value(s.interval->lo), value(s.interval->hi))
                                 : "too few launches",
                    fmt::format("{:.1f} | {:.1f} %", 100 * s.between, 100 * s.within),
                    s.items_per_s ? with_unit(*s.items_per_s, "/s") : "",
                    counted || s.peak_rss_bytes == 0 ? "" : with_unit(double(s.peak_rss_bytes), "B")});
  }
  return table({{"benchmark"},
                {"impl"},
                {"lane"},
                {"median", true},
                {"95 % interval", true},
                {"between | within", true},
                {"items", true},
                {"peak memory", true}},
               rows);
}

nlohmann::json summary_json(const std::vector<SeriesSummary>& summaries) {
  nlohmann::json rows = nlohmann::json::array();
  for (const SeriesSummary& s : summaries) {
    rows.push_back({{"benchmark", s.series.benchmark},
                    {"impl", s.series.impl},
                    {"lane", s.series.lane},
                    {"metric", s.series.metric},
                    {"unit", s.series.unit},
                    {"better", s.series.better},
                    {"clock", s.series.clock},
                    {"primary", s.series.primary},
                    {"n", s.per_launch.size()},
                    {"values", s.values},
                    {"median", s.median},
                    {"lo", s.interval ? nlohmann::json(s.interval->lo) : nlohmann::json(nullptr)},
                    {"hi", s.interval ? nlohmann::json(s.interval->hi) : nlohmann::json(nullptr)},
                    {"between", s.between},
                    {"within", s.within},
                    {"peak_rss_bytes", s.peak_rss_bytes}});
  }
  return rows;
}

}  // namespace cli
