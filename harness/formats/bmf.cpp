// Bencher Metric Format: {"benchmark": {"measure": {"value", "lower_value", "upper_value"}}}. Read as one launch of one
// value each; written as medians over launches with their 95 % interval.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "harness/formats/convert.h"
#include "harness/formats/format.h"
#include "harness/formats/json_records.h"
#include "harness/stats/summary.h"

namespace harness {
namespace {

constexpr const char* lane = "native";
constexpr double coverage = 0.95;

struct Measure {
  const char *name, *metric, *unit;
};
// Bencher's built-in measures, with the unit it gives each.
constexpr Measure measures[] = {{"latency", "time", "ns"},
                                {"throughput", "items_per_second", "ops/s"},
                                {"build-time", "build_time", "s"},
                                {"file-size", "file_size", "B"},
                                {"memory", "memory", "B"}};

std::vector<Record> read(const Input& input) {
  const json document = parse_json(input.text);
  if (!document.is_object()) throw BadFormat("line 1: want an object of benchmarks");
  Record record = import_record(input.path, "unknown machine (Bencher Metric Format)");
  Launch launch = foreign_launch(0, lane);
  std::size_t number = 0, bounded = 0;
  for (const auto& [name, of_benchmark] : document.items()) {
    const std::string where = at_record(++number, name);
    if (name.empty() || !of_benchmark.is_object()) throw BadFormat(where + "wants a name and an object of measures");
    bool primary = true;
    std::map<std::string, std::string> measured;  // by which measure
    for (const auto& [measure, metric] : of_benchmark.items()) {
      const std::string place = where + measure.substr(0, 60) + ": ";
      ForeignUnit unit = foreign_unit("1");
      std::string metric_name = measure;
      for (const Measure& known : measures) {
        if (measure != known.name) continue;
        unit = foreign_unit(known.unit);
        metric_name = known.metric;
      }
      if (const auto [other, fresh] = measured.try_emplace(metric_name, measure); !fresh)
        throw BadFormat(fmt::format("{}it is the same metric as \"{}\"", place, other->second));
      Series series = foreign_series(name, metric_name, unit, lane);
      series.primary = measure == "latency" || (primary && !of_benchmark.contains("latency"));
      primary = false;
      launch.samples.push_back(foreign_sample(series, {number_of(member(metric, "value", place), place)}, unit, place));
      bounded += metric.contains("lower_value") || metric.contains("upper_value");
    }
    launch.benchmarks.push_back(name);
  }
  if (!launch.samples.empty()) record.launches.push_back(std::move(launch));
  if (bounded > 0) {
    record.findings.push_back(
        {"W205", "", fmt::format("{} values came with bounds, which are another tool's and were left out", bounded)});
  }
  return only(std::move(record));
}

std::string measure_name(const Series& series) {
  for (const Measure& known : measures) {
    if (series.metric == known.metric) return known.name;
  }
  return series.metric;
}

// Without what scaling leaves in the last digit: 118.05420000000001.
double rounded(double value) { return std::stod(fmt::format("{:.15g}", value)); }

// Of a session with two sides it is head that is reported, and only launches that count. What lane and impl set apart
// stands behind the name.
std::string write(const std::vector<Record>& records) {
  struct Values {
    Series series;
    std::vector<double> per_launch;
  };
  std::map<std::pair<std::string, std::string>, Values> found;
  for (const Record& record : records) {
    for (const Launch& launch : record.launches) {
      if (launch.side == "base" || !launch.failure.empty()) continue;
      for (const Sample& sample : launch.samples) {
        const Series& s = sample.series;
        if (s.metric == "time" && !s.primary) continue;  // the other clock
        const std::string name =
            s.benchmark + (s.lane == "native" ? "" : " " + s.lane) + (s.impl == "own" ? "" : " " + s.impl);
        Values& values = found[{name, measure_name(s)}];
        values.series = s;
        values.per_launch.push_back(stats::median(sample.values));
      }
    }
  }
  json out = json::object();
  for (const auto& [key, values] : found) {
    const double scale = key.second == "latency" ? 1e9 : 1;
    const double median = stats::median(values.per_launch);
    if (!std::isfinite(median)) continue;
    json& metric = out[key.first][key.second];
    metric["value"] = rounded(median * scale);
    if (const auto interval = stats::median_interval(values.per_launch, coverage)) {
      metric["lower_value"] = rounded(interval->lo * scale);
      metric["upper_value"] = rounded(interval->hi * scale);
    }
  }
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

bool fits(const Input& in) {
  if (!looks_like(in.text, '{', {"\"value\""}) || looks_like(in.text, '{', {"\"benches\""}) ||
      looks_like(in.text, '{', {"\"sessions\""}) || looks_like(in.text, '{', {"\"launches\""}))
    return false;
  return !looks_like(in.text, '{', {"\"reason\""});
}

IMPORT({"bmf", "Bencher Metric Format", fits, read});
EXPORT({"bmf", "Bencher Metric Format: medians with 95 % intervals", write});

}  // namespace
}  // namespace harness
