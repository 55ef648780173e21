// pyperf's JSON (pyperf, pyperformance): every run is a process and so a launch, its values are batches. Runs that only
// calibrated have no values and give nothing.
#include <fmt/format.h>

#include "harness/formats/convert.h"
#include "harness/formats/format.h"
#include "harness/formats/json_records.h"

namespace harness {
namespace {

std::string text_or(const json& metadata, const char* key, const std::string& otherwise) {
  const auto found = metadata.is_object() ? metadata.find(key) : metadata.end();
  return found != metadata.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

ForeignUnit unit_of(const std::string& word) {
  if (word == "second") return foreign_unit("s");
  if (word == "byte") return foreign_unit("B");
  return {"1", "count", "less", 1};  // "integer"
}

std::vector<Record> read(const Input& input) {
  const json document = parse_json(input.text);
  const json shared = document.value("metadata", json::object());
  const json& benchmarks = member(document, "benchmarks", "");
  if (!benchmarks.is_array()) throw BadFormat("\"benchmarks\" is no array");
  Record record =
      import_record(input.path, text_or(shared, "cpu_model_name", text_or(shared, "hostname", "unknown machine")));
  record.session.machine.details = shared.dump(-1, ' ', false, json::error_handler_t::replace);
  std::size_t number = 0;
  for (const json& benchmark : benchmarks) {
    const json own = benchmark.is_object() ? benchmark.value("metadata", json::object()) : json::object();
    const std::string name = text_or(own, "name", text_or(shared, "name", ""));
    const std::string where = at_record(++number, name);
    if (name.empty()) throw BadFormat(fmt::format("record {}: its metadata have no name", number));
    const ForeignUnit unit = unit_of(text_or(own, "unit", text_or(shared, "unit", "second")));
    const Series series = foreign_series(name, unit.kind == "time" ? "time" : "value", unit, "python");
    const json& runs = member(benchmark, "runs", where);
    if (!runs.is_array()) throw BadFormat(where + "\"runs\" is no array");
    std::int64_t round = 0;
    for (const json& run : runs) {
      const std::string place = where + fmt::format("run {}: ", round + 1);
      if (!run.is_object()) throw BadFormat(place + "it is no object");
      if (!run.contains("values")) continue;
      std::vector<double> values;
      for (const json& value : run["values"]) values.push_back(number_of(value, place));
      Launch launch = foreign_launch(round++, "python");
      const auto date = parse_time(text_or(run.value("metadata", json::object()), "date", text_or(shared, "date", "")));
      launch.started_ns = date.value_or(0);
      if (date && record.session.started_ns == 0) record.session.started_ns = *date;
      launch.benchmarks = {name};
      launch.samples = {foreign_sample(series, std::move(values), unit, place)};
      record.launches.push_back(std::move(launch));
    }
  }
  return only(std::move(record));
}

IMPORT({"pyperf", "pyperf's JSON",
        [](const Input& in) {
          return in.text.find("\"runs\"") != std::string::npos && looks_like(in.text, '{', {"\"benchmarks\""}) &&
                 !looks_like(in.text, '{', {"\"context\""});
        },
        read});

}  // namespace
}  // namespace harness
