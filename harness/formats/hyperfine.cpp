// hyperfine's --export-json: every run of a command is a process, and so a launch.
#include <fmt/format.h>

#include <cmath>

#include "harness/formats/convert.h"
#include "harness/formats/format.h"
#include "harness/formats/json_records.h"

namespace harness {
namespace {

void read_result(std::size_t number, const json& result, Record& record) {
  const std::string name = name_of(result, "command", fmt::format("record {}: ", number));
  const std::string where = at_record(number, name);
  const json& times = member(result, "times", where);
  if (!times.is_array() || times.empty()) throw BadFormat(where + "\"times\" holds no run");
  const json none = json::array();
  const json& codes = result.contains("exit_codes") ? result["exit_codes"] : none;
  const json& memory = result.contains("memory_usage_byte") ? result["memory_usage_byte"] : none;
  const Series series = foreign_series(name, "time", foreign_unit("s"), "process");
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double seconds = number_of(times[i], where + fmt::format("run {}: ", i + 1));
    Launch launch = foreign_launch(std::int64_t(i), "process");
    launch.benchmarks = {name};
    launch.elapsed_ns = std::llround(std::min(std::max(0.0, seconds), 1e9) * 1e9);
    if (memory.is_array() && i < memory.size() && memory[i].is_number())
      launch.peak_rss_bytes = memory[i].get<std::int64_t>();
    if (codes.is_array() && i < codes.size() && codes[i].is_number_integer()) launch.exit = codes[i].get<int>();
    if (launch.exit != 0) {
      launch.failure = fmt::format("exit code {}", launch.exit);
    } else {
      launch.samples = {foreign_sample(series, {seconds}, foreign_unit("s"), where + fmt::format("run {}: ", i + 1))};
    }
    record.launches.push_back(std::move(launch));
  }
}

std::vector<Record> read(const Input& input) {
  Record record = import_record(input.path, "unknown machine (hyperfine)");
  parse_records(input.text, "results", [&](std::size_t number, json& result) { read_result(number, result, record); });
  return only(std::move(record));
}

IMPORT({"hyperfine", "hyperfine --export-json",
        [](const Input& in) {
          return looks_like(in.text, '{', {"\"results\"", "\"command\""});
        },
        read});

}  // namespace
}  // namespace harness
