#include "harness/formats/launch_rows.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <tuple>
#include <unordered_map>

#include "harness/formats/convert.h"
#include "harness/formats/format.h"

namespace harness {
namespace {

enum Column {
  benchmark,
  impl,
  lane,
  metric,
  unit,
  kind,
  better,
  clock_,
  version,
  primary,
  side,
  round_,
  iterations,
  value,
  columns
};
constexpr std::array<const char*, columns> names = {"benchmark", "impl",   "lane",       "metric",  "unit",
                                                    "kind",      "better", "clock",      "version", "primary",
                                                    "side",      "round",  "iterations", "value"};

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  return text;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

}  // namespace

class LaunchRows::Rows {
 public:
  Rows(const std::string& path, const char* place)
      : path_(path), place_(place), record_(import_record(path, "unknown machine (launches)")) {}

  void take(const CsvRow& row) {
    line_ = row.line;
    if (!headed_) return take_header(row);
    if (row.fields.size() != given_) refuse(fmt::format("{} fields, the first line has {}", row.fields.size(), given_));
    const Series series = read_series(row);
    const std::string on = one_of(row, side, {"base", "head", "solo"}, "solo");
    const double number = read_value(row);
    std::int64_t count = whole(row, iterations, 1);
    if (count < 1) refuse("\"iterations\" must be 1 or more");
    const Key key{on, series.lane, series.impl,
                  has(round_) ? whole(row, round_, 0)
                              : next_round_[{on, series.lane, series.impl, series.benchmark + "\n" + series.metric}]++};
    Launch& launch = launch_at(key);
    const std::string identity = fmt::format("{}\n{}\n{}\n{}\n{}", &launch - record_.launches.data(), series.version,
                                             series.clock, series.metric, series.benchmark);
    const auto [found, fresh] = samples_.try_emplace(identity, launch.samples.size());
    if (!fresh) {  // a further batch of the same launch
      Sample& sample = launch.samples[found->second];
      if (!(sample.series == series))
        refuse("its unit, kind or better differ from those of an earlier row, or primary does");
      sample.values.push_back(number);
      return;
    }
    launch.samples.push_back({series, count, {number}});
    if (launch.benchmarks.empty() || launch.benchmarks.back() != series.benchmark)
      launch.benchmarks.push_back(series.benchmark);
  }

  Record done() {
    if (!headed_) throw BadFormat(fmt::format("{} 1: wants the names of the columns", place_));
    const bool both = sides_.contains("base") && sides_.contains("head");
    if (sides_.contains("base") || sides_.contains("head")) {
      record_.session.base = Build{};
      record_.session.base->label = "base of " + path_;
      record_.session.head->label = "head of " + path_;
    }
    for (Launch& launch : record_.launches) {
      // With rounds the two sides are pairs; what interleaved them the file does not say.
      if (launch.side != "solo" && both && has(round_)) launch.pairing = "alternate";
    }
    return std::move(record_);
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::int64_t>;

  [[noreturn]] void refuse(const std::string& what) const {
    throw BadFormat(fmt::format("{} {}: {}", place_, line_, what));
  }
  bool has(Column column) const { return position_[column] != absent; }

  void take_header(const CsvRow& row) {
    position_.fill(absent);
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      const std::string name = lower(trimmed(row.fields[i]));
      std::size_t column = 0;
      while (column < names.size() && name != names[column]) ++column;
      if (column == names.size()) {
        std::string known;
        for (const char* one : names) known += (known.empty() ? "" : ", ") + std::string(one);
        refuse(fmt::format("no column '{}'; there are {}", name.substr(0, 60), known));
      }
      if (position_[column] != absent) refuse(fmt::format("column '{}' is there twice", name));
      position_[column] = i;
    }
    for (const Column wanted : {benchmark, value}) {
      if (!has(wanted)) refuse(fmt::format("wants the column '{}'", names[wanted]));
    }
    given_ = row.fields.size();
    headed_ = true;
  }

  std::string field(const CsvRow& row, Column column) const {
    return has(column) ? trimmed(row.fields[position_[column]]) : "";
  }

  std::string one_of(const CsvRow& row, Column column, std::initializer_list<const char*> words,
                     const char* otherwise) const {
    const std::string text = lower(field(row, column));
    if (text.empty()) return otherwise;
    std::string known;
    for (const char* word : words) {
      if (text == word) return text;
      known += (known.empty() ? "" : ", ") + std::string(word);
    }
    refuse(fmt::format("{} '{}': want {}", names[column], text.substr(0, 60), known));
  }

  std::int64_t whole(const CsvRow& row, Column column, std::int64_t otherwise) const {
    const std::string text = field(row, column);
    if (text.empty() && column != round_) return otherwise;
    char* end = nullptr;
    errno = 0;
    const long long number = std::strtoll(text.c_str(), &end, 10);
    if (text.empty() || *end != 0 || errno != 0)
      refuse(fmt::format("{} '{}': want a whole number", names[column], text.substr(0, 60)));
    return number;
  }

  Series read_series(const CsvRow& row) const {
    const std::string& name = row.fields[position_[benchmark]];
    if (name.empty()) refuse("a benchmark needs a name");
    const std::string called = field(row, metric).empty() ? "time" : field(row, metric);
    const std::string written = field(row, unit).empty() ? (called == "time" ? "s" : "1") : field(row, unit);
    const ForeignUnit known = foreign_unit(written);
    Series series = foreign_series(name, called, known, field(row, lane).empty() ? "native" : field(row, lane));
    series.impl = field(row, impl).empty() ? "own" : field(row, impl);
    series.better = one_of(row, better, {"less", "more"}, known.better.c_str());
    series.kind = one_of(row, kind, {"time", "bytes", "count", "share"}, known.kind.c_str());
    series.clock = one_of(row, clock_, {"cpu", "wall", "process_cpu"}, "wall");
    series.version = whole(row, version, 1);
    series.primary = one_of(row, primary, {"true", "false"}, "true") == "true";
    return series;
  }

  double read_value(const CsvRow& row) const {
    const std::string text = field(row, value);
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != 0)
      refuse(fmt::format("value '{}': want a number with a decimal point", text.substr(0, 60)));
    if (!std::isfinite(number)) refuse(fmt::format("value '{}' is not a finite number", text));
    const std::string written = field(row, unit).empty() ? "s" : field(row, unit);
    const Series series = read_series(row);
    if (has_ratios(series.kind) && number <= 0)
      refuse(fmt::format("value '{}': a {} must be above 0", text, series.kind == "time" ? "time" : "size"));
    return field(row, unit).empty() ? number : foreign_unit(written).in_base(number);
  }

  Launch& launch_at(const Key& key) {
    const auto [found, fresh] = index_.try_emplace(key, record_.launches.size());
    if (fresh) {
      Launch launch = foreign_launch(std::get<3>(key), std::get<1>(key));
      launch.side = std::get<0>(key);
      launch.impl = std::get<2>(key);
      sides_.insert({launch.side, true});
      record_.launches.push_back(std::move(launch));
    }
    return record_.launches[found->second];
  }

  static constexpr std::size_t absent = std::size_t(-1);
  std::string path_;
  const char* place_;
  Record record_;
  std::size_t line_ = 0, given_ = 0;
  bool headed_ = false;
  std::array<std::size_t, columns> position_{};
  std::map<Key, std::size_t> index_;
  std::unordered_map<std::string, std::size_t> samples_;  // position in its launch
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::int64_t> next_round_;
  std::map<std::string, bool> sides_;
};

const std::vector<std::string>& launch_fields() {
  static const std::vector<std::string> fields(names.begin(), names.end());
  return fields;
}

LaunchRows::LaunchRows(const std::string& path, const char* place) : rows_(std::make_unique<Rows>(path, place)) {}
LaunchRows::~LaunchRows() = default;
void LaunchRows::take(const CsvRow& row) { rows_->take(row); }
Record LaunchRows::done() { return rows_->done(); }

}  // namespace harness
