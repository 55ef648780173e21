// github-action-benchmark's data.js (or the same object as JSON): every entry of its history becomes a session of one
// launch, with the commit it measured.
#include <fmt/format.h>

#include <map>
#include <set>

#include "harness/formats/convert.h"
#include "harness/formats/format.h"
#include "harness/formats/json_records.h"

namespace harness {
namespace {

constexpr const char* lane = "native";
// The tools whose numbers are better when larger; for all others smaller is better, whatever the unit.
const std::set<std::string> bigger_is_better = {"benchmarkjs", "pytest", "customBiggerIsBetter"};

std::string string_or(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Record read_entry(const json& entry, const std::string& prefix, const std::string& where) {
  if (!entry.is_object()) throw BadFormat(where + "it is no object");
  const json& commit = member(entry, "commit", where);
  if (!commit.is_object()) throw BadFormat(where + "\"commit\" is no object");
  const std::string id = name_of(commit, "id", where);
  const std::string tool = string_or(entry, "tool");
  Record record = import_record(short_commit(id), "unknown machine (github-action-benchmark)");
  Build& build = *record.session.head;
  build.commit = id;
  if (const auto time = parse_time(string_or(commit, "timestamp"))) build.commit_time_s = *time / 1'000'000'000;
  build.details = json{{"subject", string_or(commit, "message")}, {"url", string_or(commit, "url")}}.dump();
  const double milliseconds = number_of(member(entry, "date", where), where + "\"date\": ");
  if (milliseconds < 0 || milliseconds > 7e12) throw BadFormat(where + "\"date\" is no moment in milliseconds");
  record.session.started_ns = std::int64_t(milliseconds) * 1'000'000;

  const json& benches = member(entry, "benches", where);
  if (!benches.is_array()) throw BadFormat(where + "\"benches\" is no array");
  std::map<std::pair<std::string, std::string>, std::size_t> seen;  // by name and metric
  Launch launch = foreign_launch(0, lane);
  for (const json& bench : benches) {
    const std::string name = prefix + name_of(bench, "name", where);
    const std::string place = where + "'" + name.substr(0, 60) + "': ";
    ForeignUnit unit = foreign_unit(string_or(bench, "unit"));
    unit.better = bigger_is_better.contains(tool)              ? "more"
                  : unit.kind == "count" && unit.unit == "1/s" ? "more"
                                                               : "less";
    const double value = number_of(member(bench, "value", place), place);
    // A time of 0 is what coarse tools write; it is no measurement, and a history is not refused for it.
    if (value <= 0 && has_ratios(unit.kind)) {
      record.findings.push_back({"W205", name, fmt::format("a value of {} was left out", value)});
      continue;
    }
    // A number has no name but its unit, and a direction that is its tool's: a history that goes on in another unit, or
    // by another tool, is another series, which nothing before is compared with.
    const std::string metric = unit.kind == "time" ? "time" : unit.unit == "1" ? "value" : unit.unit;
    Sample sample = foreign_sample(foreign_series(name, metric, unit, lane), {value}, unit, place);
    if (unit.better == "more") sample.series.version = 2;
    const auto [found, fresh] = seen.try_emplace({name, metric}, launch.samples.size());
    if (!fresh) {
      Sample& earlier = launch.samples[found->second];
      if (!(earlier.series == sample.series)) throw BadFormat(place + "it is there twice, in two units");
      earlier.values.push_back(sample.values[0]);
      continue;
    }
    if (launch.benchmarks.empty() || launch.benchmarks.back() != name) launch.benchmarks.push_back(name);
    launch.samples.push_back(std::move(sample));
  }
  if (!launch.samples.empty()) record.launches.push_back(std::move(launch));
  return record;
}

std::vector<Record> read(const Input& input) {
  std::string_view text = input.text;
  if (const std::size_t brace = text.find('{'); brace != std::string_view::npos) {
    const std::string_view before = text.substr(0, brace);
    if (before.find('=') != std::string_view::npos) text.remove_prefix(brace);
  }
  const std::size_t last = text.find_last_not_of("; \t\r\n");
  const json document = parse_json(text.substr(0, last + 1));
  const json& suites = member(document, "entries", "");
  if (!suites.is_object()) throw BadFormat("\"entries\" is no object");
  std::vector<Record> records;
  for (const auto& [suite, entries] : suites.items()) {
    if (!entries.is_array()) throw BadFormat(at_record(1, suite) + "it is no array");
    std::size_t number = 0;
    for (const json& entry : entries) {
      const std::string where = at_record(++number, suite);
      records.push_back(read_entry(entry, suites.size() > 1 ? suite + "/" : "", where));
    }
  }
  return records;
}

IMPORT({"github-action-benchmark", "github-action-benchmark's data.js",
        [](const Input& in) {
          return in.text.substr(0, sniffed_bytes).find("window.BENCHMARK_DATA") != std::string::npos ||
                 looks_like(in.text, '{', {"\"entries\"", "\"benches\""});
        },
        read});

}  // namespace
}  // namespace harness
