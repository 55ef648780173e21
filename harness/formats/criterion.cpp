// criterion.rs: the folder target/criterion, or what cargo-criterion prints with --message-format=json. One process, so
// one launch; a sample of criterion is a value. A process measures a name once, which criterion sees to: where a name
// is there again, another process measured it, and that is a further launch.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "harness/formats/convert.h"
#include "harness/formats/format.h"
#include "harness/formats/json_records.h"
#include "harness/whole_file.h"

namespace harness {
namespace {

namespace fs = std::filesystem;
constexpr const char* lane = "native";

// Times per iteration, where `times` holds those of `iterations` of them.
std::vector<double> per_iteration(const json& times, const json& iterations, const std::string& where) {
  if (!times.is_array() || !iterations.is_array() || times.size() != iterations.size())
    throw BadFormat(where + "wants as many times as numbers of iterations");
  std::vector<double> values;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double count = number_of(iterations[i], where);
    if (count <= 0) throw BadFormat(where + "a number of iterations is not above 0");
    values.push_back(number_of(times[i], where) / count);
  }
  return values;
}

class Processes {
 public:
  void add(const std::string& name, const std::string& unit, std::vector<double> values, const std::string& where) {
    const std::size_t turn = turns_[name]++;
    if (turn == launches.size()) launches.push_back(foreign_launch(std::int64_t(turn), lane));
    Launch& launch = launches[turn];
    const ForeignUnit known = foreign_unit(unit);
    launch.benchmarks.push_back(name);
    launch.samples.push_back(foreign_sample(foreign_series(name, known.kind == "time" ? "time" : "value", known, lane),
                                            std::move(values), known, where));
  }

  std::vector<Launch> launches;

 private:
  std::map<std::string, std::size_t> turns_;
};

json read_file(const fs::path& path) {
  const auto text = whole_file(path.string());
  if (!text) throw BadFormat(path.string() + ": it cannot be read");
  try {
    return parse_json(*text);
  } catch (const BadFormat& error) {
    throw BadFormat(path.string() + ": " + error.what());
  }
}

void read_folder(const std::string& folder, Processes& processes) {
  std::vector<fs::path> samples;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (at->path().filename() == "sample.json" && at->path().parent_path().filename() == "new")
      samples.push_back(at->path());
  }
  if (failed) throw BadFormat(failed.message());
  if (samples.empty())
    throw BadFormat("no new/sample.json below it; want criterion's folder, such as target/criterion");
  std::sort(samples.begin(), samples.end());
  for (const fs::path& path : samples) {
    const std::string where = path.string() + ": ";
    const json sample = read_file(path);
    const json benchmark = read_file(path.parent_path() / "benchmark.json");
    processes.add(name_of(benchmark, "full_id", where), "ns",
                  per_iteration(member(sample, "times", where), member(sample, "iters", where), where), where);
  }
}

void read_lines(const std::string& text, Processes& processes) {
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 1;
    ++number;
    if (line.find_first_not_of(" \r\t") == std::string_view::npos) continue;
    const std::string where = fmt::format("line {}: ", number);
    json message;
    try {
      message = parse_json(line);
    } catch (const BadFormat& error) {
      throw BadFormat(where + error.what());
    }
    if (!message.is_object() || !message.contains("reason")) throw BadFormat(where + "wants \"reason\"");
    if (message["reason"] != "benchmark-complete") continue;
    processes.add(
        name_of(message, "id", where), text_of(message, "unit", where),
        per_iteration(member(message, "measured_values", where), member(message, "iteration_count", where), where),
        where);
  }
}

std::vector<Record> read(const Input& input) {
  Record record = import_record(input.path, "unknown machine (criterion)");
  Processes processes;
  if (input.text.empty()) {
    read_folder(input.path, processes);
  } else {
    read_lines(input.text, processes);
  }
  record.launches = std::move(processes.launches);
  return only(std::move(record));
}

IMPORT({"criterion", "criterion.rs: the folder target/criterion, or cargo-criterion's JSON lines",
        [](const Input& in) { return in.text.empty() || looks_like(in.text, '{', {"\"reason\""}); }, read});

}  // namespace
}  // namespace harness
