#include "harness/suite/samples.h"

#include <cmath>
#include <map>
#include <stdexcept>

namespace harness {
namespace {

Series series_of(const Benchmark& benchmark, const std::string& lane) {
  Series s;
  s.benchmark = benchmark.name;
  s.version = benchmark.version;
  s.impl = benchmark.impl;
  s.lane = lane;
  s.clock = benchmark.clock;
  return s;
}

// Base units: seconds, bytes, shares of 1; anything else stays as it is.
double scale_to_base(std::string& unit) {
  static const std::map<std::string, std::pair<std::string, double>> known = {
      {"ns", {"s", 1e-9}},    {"us", {"s", 1e-6}},       {"ms", {"s", 1e-3}},          {"%", {"1", 1e-2}},
      {"KiB", {"B", 1024.0}}, {"MiB", {"B", 1048576.0}}, {"GiB", {"B", 1073741824.0}},
  };
  const auto found = known.find(unit);
  if (found == known.end()) return 1;
  unit = found->second.first;
  return found->second.second;
}

double positive_time(double seconds, const char* clock) {
  if (std::isfinite(seconds) && seconds > 0) return seconds;
  throw std::runtime_error(std::string("its ") + clock + " time is not a positive number");
}

// Nothing of a metric may reach the statistics that is no number, or a time that cannot be; no bytes are a size.
void refuse_what_is_none(const Sample& sample) {
  const bool is_time = sample.series.kind == "time";
  for (const double value : sample.values) {
    if (std::isfinite(value) && (value > 0 || !is_time)) continue;
    throw std::runtime_error("its metric " + sample.series.metric + " is not a " + (is_time ? "positive" : "finite") +
                             " number");
  }
}

}  // namespace

std::vector<Launch::Batch> take_batches(std::vector<Entry>& entries) {
  std::vector<Launch::Batch> batches;
  for (Entry& entry : entries) {
    const auto start = entry.counters.extract("batch_start_s"), end = entry.counters.extract("batch_end_s");
    if (!start.empty() && !end.empty() && start.mapped() < end.mapped()) {
      batches.push_back({start.mapped(), end.mapped()});
    }
  }
  return batches.size() == entries.size() ? batches : std::vector<Launch::Batch>();
}

std::vector<Sample> samples_of(const Benchmark& benchmark, const std::string& lane, const std::vector<Entry>& entries) {
  if (entries.empty()) throw std::runtime_error("the suite did not report it");
  Sample declared, other;
  declared.series = other.series = series_of(benchmark, lane);
  const bool on_wall = benchmark.clock == "wall";
  other.series.clock = on_wall ? "cpu" : "wall";
  other.series.primary = other.series.judged = false;
  std::map<std::string, Sample> counters;
  bool other_is_whole = true;
  for (const Entry& entry : entries) {
    if (!entry.error.empty()) throw std::runtime_error(entry.error);
    if (entry.iterations < 1) throw std::runtime_error("it reports no iterations");
    declared.iterations = other.iterations = entry.iterations;
    declared.values.push_back(on_wall ? positive_time(entry.real_time_s, "wall")
                                      : positive_time(entry.cpu_time_s, "CPU"));
    const double second = on_wall ? entry.cpu_time_s : entry.real_time_s;
    other_is_whole = other_is_whole && std::isfinite(second) && second > 0;
    other.values.push_back(second);
    for (const auto& [name, value] : entry.counters) {
      if (name == declared.series.metric)
        throw std::runtime_error("it has a counter " + name + ", as its time is called");
      counters[name].values.push_back(value);
      counters[name].iterations = entry.iterations;
    }
  }
  std::vector<Sample> out = {std::move(declared)};
  if (other_is_whole) out.push_back(std::move(other));

  for (const MetricInfo& metric : benchmark.metrics) {
    const auto found = counters.find(metric.name);
    if (found == counters.end()) throw std::runtime_error("it did not report its metric " + metric.name);
    Sample sample = std::move(found->second);
    counters.erase(found);
    sample.series = series_of(benchmark, lane);
    sample.series.metric = metric.name;
    sample.series.unit = metric.unit;
    sample.series.better = metric.better;
    sample.series.kind = metric.kind;
    sample.series.exact = metric.exact;
    sample.series.primary = metric.primary;
    if (metric.primary) out[0].series.primary = out[0].series.judged = false;
    const double scale = scale_to_base(sample.series.unit);
    for (double& value : sample.values) value *= scale;
    refuse_what_is_none(sample);
    out.push_back(std::move(sample));
  }
  for (auto& [name, sample] : counters) {
    sample.series = series_of(benchmark, lane);
    sample.series.metric = name;
    sample.series.kind = "count";
    sample.series.unit = name == "items_per_second" ? "1/s" : name == "bytes_per_second" ? "B/s" : "1";
    sample.series.better = "more";
    sample.series.primary = sample.series.judged = false;
    out.push_back(std::move(sample));
  }
  return out;
}

}  // namespace harness
