#include "harness/formats/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>

#include "harness/formats/format.h"

namespace harness {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return text;
}

// How many of it are a second.
const std::map<std::string, double> times = {{"s", 1},       {"sec", 1},           {"secs", 1},   {"second", 1},
                                             {"seconds", 1}, {"ms", 1e3},          {"msec", 1e3}, {"us", 1e6},
                                             {"µs", 1e6},    {"μs", 1e6},          {"usec", 1e6}, {"ns", 1e9},
                                             {"nsec", 1e9},  {"nanoseconds", 1e9}, {"ps", 1e12}};
const std::map<std::string, double> sizes = {{"b", 1},           {"byte", 1},           {"bytes", 1},   {"kib", 1024.0},
                                             {"mib", 1048576.0}, {"gib", 1073741824.0}, {"kb", 1000.0}, {"mb", 1e6},
                                             {"gb", 1e9},        {"megabytes", 1e6}};

bool is_work(const std::string& word) {
  return word == "iter" || word == "op" || word == "ops" || word == "iteration" || word == "loop";
}

}  // namespace

ForeignUnit foreign_unit(const std::string& text) {
  std::string word = lower(text);
  const std::size_t slash = word.find('/');
  const std::string top = word.substr(0, slash);
  const std::string bottom = slash == std::string::npos ? "" : word.substr(slash + 1);
  if (bottom.empty() || is_work(bottom)) {
    if (const auto found = times.find(top); found != times.end()) return {"s", "time", "less", 1, found->second};
    if (const auto found = sizes.find(top); found != sizes.end()) return {"B", "bytes", "less", found->second};
  }
  if (const auto found = times.find(bottom); found != times.end()) {
    if (const auto size = sizes.find(top); size != sizes.end())
      return {"B/s", "count", "more", size->second * found->second};
    return {"1/s", "count", "more", found->second};
  }
  if (word == "%" || word == "percent") return {"1", "share", "less", 1, 100};
  return {text.empty() ? "1" : text, "count", "less", 1};
}

std::optional<std::int64_t> parse_time(const std::string& text) {
  std::tm moment{};
  int read = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%*1[T ]%2d:%2d:%2d%n", &moment.tm_year, &moment.tm_mon, &moment.tm_mday,
                  &moment.tm_hour, &moment.tm_min, &moment.tm_sec, &read) != 6)
    return std::nullopt;
  if (moment.tm_year < 1970 || moment.tm_year > 2200) return std::nullopt;
  moment.tm_year -= 1900;
  moment.tm_mon -= 1;
  std::int64_t ns = 0;
  std::size_t at = std::size_t(read);
  if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
    std::int64_t unit = 100'000'000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) ns += unit * (text[at] - '0');
  }
  std::int64_t offset_s = 0;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    int hours = 0, minutes = 0;
    const std::string zone = text.substr(at + 1);
    if (std::sscanf(zone.c_str(), "%2d:%2d", &hours, &minutes) < 1) return std::nullopt;
    if (zone.size() == 4 && zone[2] != ':') minutes = std::atoi(zone.substr(2).c_str());
    offset_s = (text[at] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  }
  return (std::int64_t(timegm(&moment)) - offset_s) * 1'000'000'000 + ns;
}

Record import_record(const std::string& label, const std::string& machine_class) {
  Record record;
  record.session.kind = "import";
  record.session.state = "done";
  record.session.machine.machine_class = machine_class;
  record.session.machine.details = "{}";
  record.session.head = Build{};
  record.session.head->label = label;
  return record;
}

std::vector<Record> only(Record record) {
  std::vector<Record> records;
  records.push_back(std::move(record));
  return records;
}

Series foreign_series(const std::string& benchmark, const std::string& metric, const ForeignUnit& unit,
                      const std::string& lane) {
  Series series;
  series.benchmark = benchmark;
  series.metric = metric;
  series.unit = unit.unit;
  series.kind = unit.kind;
  series.better = unit.better;
  series.lane = lane;
  series.clock = "wall";
  return series;
}

Sample foreign_sample(Series series, std::vector<double> values, const ForeignUnit& unit, const std::string& where,
                      std::int64_t iterations) {
  for (double& value : values) {
    if (!std::isfinite(value)) throw BadFormat(where + "a value is not a finite number");
    if (has_ratios(series.kind) && value <= 0) {
      throw BadFormat(
          fmt::format("{}a {} must be above 0, not {}", where, series.kind == "time" ? "time" : "size", value));
    }
    value = unit.in_base(value);
  }
  if (values.empty()) throw BadFormat(where + "it has no value");
  return {std::move(series), std::max<std::int64_t>(1, iterations), std::move(values)};
}

Launch foreign_launch(std::int64_t round, const std::string& lane) {
  Launch launch;
  launch.round = round;
  launch.lane = lane;
  return launch;
}

std::string exact_text(double value) { return fmt::format("{}", value); }

}  // namespace harness
