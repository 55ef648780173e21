// JMH's -rf json: every fork is a process and so a launch, its iterations are batches; parameters become key=value
// parts of the name. Mode "sample" gives histograms: an iteration's value is their median.
#include <fmt/format.h>

#include <algorithm>

#include "harness/formats/convert.h"
#include "harness/formats/format.h"
#include "harness/formats/json_records.h"

namespace harness {
namespace {

constexpr const char* lane = "jvm";

double histogram_median(const json& histogram, const std::string& where) {
  std::vector<std::pair<double, double>> bins;
  double total = 0;
  for (const json& bin : histogram) {
    if (!bin.is_array() || bin.size() != 2) throw BadFormat(where + "a bin is not [value, count]");
    bins.emplace_back(number_of(bin[0], where), number_of(bin[1], where));
    total += bins.back().second;
  }
  std::sort(bins.begin(), bins.end());
  double seen = 0;
  for (const auto& [value, count] : bins) {
    seen += count;
    if (2 * seen >= total) return value;
  }
  throw BadFormat(where + "a histogram is empty");
}

// Values of each fork, in the unit of the file.
std::vector<std::vector<double>> forks_of(const json& metric, const std::string& where) {
  const bool histograms = metric.contains("rawDataHistogram");
  const json& raw = member(metric, histograms ? "rawDataHistogram" : "rawData", where);
  if (!raw.is_array()) throw BadFormat(where + "raw data are no array");
  std::vector<std::vector<double>> forks;
  for (const json& fork : raw) {
    if (!fork.is_array()) throw BadFormat(where + "a fork is no array");
    forks.emplace_back();
    for (const json& value : fork) {
      forks.back().push_back(histograms ? histogram_median(value, where) : number_of(value, where));
    }
  }
  return forks;
}

std::vector<Record> read(const Input& input) {
  Record record = import_record(input.path, "unknown machine (JMH)");
  parse_records(input.text, "", [&](std::size_t number, json& result) {
    std::string name = name_of(result, "benchmark", fmt::format("record {}: ", number));
    const json parameters = result.value("params", json::object());
    if (parameters.is_object()) {
      for (const auto& [key, value] : parameters.items()) {
        name += "/" + key + "=" + (value.is_string() ? value.get<std::string>() : value.dump());
      }
    }
    const std::string where = at_record(number, name);
    const json& metric = member(result, "primaryMetric", where);
    const ForeignUnit unit = foreign_unit(text_of(metric, "scoreUnit", where));
    const std::string metric_name = unit.kind == "time" ? "time" : unit.unit == "1/s" ? "items_per_second" : "value";
    std::vector<std::vector<double>> forks = forks_of(metric, where);
    for (std::size_t i = 0; i < forks.size(); ++i) {
      Launch launch = foreign_launch(std::int64_t(i), lane);
      launch.benchmarks = {name};
      launch.samples = {foreign_sample(foreign_series(name, metric_name, unit, lane), std::move(forks[i]), unit,
                                       where + fmt::format("fork {}: ", i + 1))};
      record.launches.push_back(std::move(launch));
    }
  });
  return only(std::move(record));
}

IMPORT({"jmh", "JMH's JSON (-rf json)",
        [](const Input& in) {
          return looks_like(in.text, '[', {"\"benchmark\"", "\"mode\""});
        },
        read});

}  // namespace
}  // namespace harness
