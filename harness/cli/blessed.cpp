#include "harness/cli/blessed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iomanip>
#include <limits>
#include <sstream>

#include "harness/cli/summary.h"
#include "harness/config/config.h"
#include "harness/config/toml_reader.h"
#include "harness/whole_file.h"

namespace cli {
namespace {

using namespace harness;
namespace fs = std::filesystem;

std::string quoted_toml(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (std::iscntrl(static_cast<unsigned char>(c)) != 0 && c != '\t') {
      out += fmt::format("\\u{:04X}", unsigned(c));
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// A word of `what`, in quotes where std::quoted would not read it back without.
std::string word(const std::string& text) {
  const auto is_space = [](const char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  if (!text.empty() && text[0] != '"' && std::none_of(text.begin(), text.end(), is_space)) return text;
  std::ostringstream out;
  out << std::quoted(text);
  return out.str();
}

std::string needed(TomlReader& reader, const char* key) {
  const std::string text = reader.text(key, "");
  if (text.empty()) reader.fail_here(fmt::format("a [[series]] needs {}", key));
  return text;
}

Launch launch_of(const Series& series, double value, std::size_t round) {
  Launch launch;
  launch.round = std::int64_t(round);
  launch.impl = series.impl;
  launch.lane = series.lane;
  launch.benchmarks = {series.benchmark};
  launch.samples = {{series, 1, {value}}};
  return launch;
}

std::string folder() {
  const std::string project = find_project(".");
  if (project.empty())
    throw Error(Exit::usage, "looking for blessed baselines: no bench.toml here or above; they lie beside it");
  return project + "/" + blessed_folder;
}

}  // namespace

std::string slug(const std::string& machine_class) {
  std::string out;
  for (const char c : machine_class) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      out += char(std::tolower(static_cast<unsigned char>(c)));
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "unknown" : out;
}

std::string blessed_text(const StoredRun& run) {
  std::string out = fmt::format(
      "# Blessed by `swarmperf baseline bless`; compare with `swarmperf compare @blessed @last`.\n"
      "schema = 1\nmachine = {}\ncommit = {}\n",
      quoted_toml(run.machine_class), quoted_toml(run.commit));
  std::vector<std::string> lines;
  for (const SeriesSummary& s : summarise(run.launches)) {
    if (!s.series.primary || !s.series.judged) continue;
    std::string values;
    for (const double v : s.per_launch) values += fmt::format("{}{:.5g}", values.empty() ? "" : ", ", v);
    const Series& e = s.series;
    lines.push_back(fmt::format(
        "[[series]]\nbenchmark = {}\nwhat = {}\nlaunches = [{}]\n", quoted_toml(e.benchmark),
        quoted_toml(fmt::format("{} {} {} {} {} {} {} v{}{}", word(e.impl), word(e.lane), word(e.metric), word(e.unit),
                                e.kind, e.better, word(e.clock), e.version, e.exact ? " exact" : "")),
        values));
  }
  std::sort(lines.begin(), lines.end());
  for (const std::string& line : lines) out += "\n" + line;
  return out;
}

StoredRun parse_blessed(const std::string& text, const std::string& shown_as) {
  const toml::table document = parse_toml(text, shown_as);
  TomlReader top(shown_as, document, shown_as);
  StoredRun run;
  run.label = "blessed " + shown_as;
  if (const toml::node* schema = top.find("schema"); schema == nullptr || schema->value_or(std::int64_t{0}) != 1)
    top.fail_here("schema = 1 is wanted");
  run.machine_class = top.text("machine", "");
  run.commit = top.text("commit", "");
  for (TomlReader& reader : top.tables("series")) {
    Series s;
    s.machine_class = run.machine_class;
    for (const char* key : {"benchmark", "what", "launches"}) reader.find(key);
    reader.refuse_unknown_keys();
    s.benchmark = needed(reader, "benchmark");
    std::istringstream what(needed(reader, "what"));
    std::string version, exact;
    what >> std::quoted(s.impl) >> std::quoted(s.lane) >> std::quoted(s.metric) >> std::quoted(s.unit);
    what >> s.kind >> s.better >> std::quoted(s.clock) >> version >> exact;
    if (version.size() < 2 || version[0] != 'v') reader.fail_here("what = impl lane metric unit kind better clock vN");
    s.version = std::strtoll(version.c_str() + 1, nullptr, 10);
    s.exact = exact == "exact";
    const toml::array* launches = reader.find("launches") == nullptr ? nullptr : reader.find("launches")->as_array();
    if (launches == nullptr || launches->empty()) reader.fail_here("launches must be a list of numbers");
    for (std::size_t i = 0; i < launches->size(); ++i) {
      const auto value = (*launches)[i].value<double>();
      if (!value) reader.fail_here("launches must hold numbers");
      run.launches.push_back(launch_of(s, *value, i));
    }
  }
  top.refuse_unknown_keys();
  if (run.launches.empty()) throw Error(Exit::usage, shown_as + ": it holds no series");
  return run;
}

StoredRun blessed_run(const std::string& machine_class) {
  const std::string place = folder(), path = place + "/" + slug(machine_class) + ".toml";
  if (!fs::exists(path)) {
    std::string others;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(place, none)) {
      if (entry.path().extension() == ".toml") others += (others.empty() ? "" : ", ") + entry.path().stem().string();
    }
    if (others.empty()) throw Error(Exit::usage, "@blessed: nothing is blessed yet: swarmperf baseline bless");
    throw Error(Exit::incomparable,
                fmt::format("@blessed: there is a baseline of {}, none of this machine ({}); bless a run made here",
                            others, slug(machine_class)));
  }
  StoredRun run = parse_blessed(whole_file(path).value_or(""), fs::path(path).filename().string());
  if (run.machine_class != machine_class) {
    throw Error(Exit::incomparable,
                fmt::format("@blessed: {} says machine '{}', this is '{}'", path, run.machine_class, machine_class));
  }
  return run;
}

std::vector<Session> last_good(Store& store, const std::string& machine_class, std::size_t most) {
  // Where a regression stands, everything from the run that showed it on is not good; a gate shows its head, not a run.
  std::int64_t first_bad = std::numeric_limits<std::int64_t>::max();
  std::vector<std::int64_t> here;
  for (const StoredSeries& s : store.history().series()) {
    if (s.series.machine_class == machine_class) here.push_back(s.id);
  }
  for (const Regression& r : store.history().regressions()) {
    const bool stands = r.state == "open" || r.state == "reopened";
    if (stands && r.opened_by == "trend" && std::find(here.begin(), here.end(), r.series) != here.end())
      first_bad = std::min(first_bad, r.session);
  }
  std::vector<Session> out;
  const std::vector<Session> all = store.sessions();
  for (auto s = all.rbegin(); s != all.rend() && out.size() < most; ++s) {
    if ((s->kind != "run" && s->kind != "import") || s->state != "done" || s->machine.machine_class != machine_class)
      continue;
    if (s->id >= first_bad || (s->head && s->head->dirty)) continue;
    const std::vector<Launch> launches = store.launches(s->id);
    const bool fine = std::all_of(launches.begin(), launches.end(), [](const Launch& l) { return l.failure.empty(); });
    if (fine && !launches.empty()) out.push_back(*s);
  }
  return out;
}

}  // namespace cli
