#include "harness/config/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "harness/config/toml_reader.h"
#include "harness/error.h"
#include "harness/whole_file.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

SuiteSpec read_suite(TomlReader reader, const std::string& folder) {
  SuiteSpec suite;
  suite.name = reader.text("name", "");
  suite.kind = reader.text("kind", "benchmark");
  const std::string command = reader.text("command", "");
  suite.clock = reader.text("clock", "wall");
  suite.tags = reader.texts("tags", {});
  suite.limit_s = reader.unit("limit", 60, parse_seconds);
  suite.folder = folder;
  reader.refuse_unknown_keys();
  if (suite.name.empty()) reader.fail_here("a [[suite]] needs a name");
  if (suite.kind != "benchmark" && suite.kind != "command") {
    reader.fail_here(fmt::format("suite {}: kind is 'benchmark' or 'command', not '{}'", suite.name, suite.kind));
  }
  if (suite.clock != "wall" && suite.clock != "cpu") {
    reader.fail_here(fmt::format("suite {}: clock is 'wall' or 'cpu', not '{}'", suite.name, suite.clock));
  }
  suite.command = split_arguments(command);
  if (suite.command.empty()) reader.fail_here(fmt::format("suite {} needs a command", suite.name));
  return suite;
}

void read_gate(TomlReader& reader, Policy& policy) {
  policy.tolerance = reader.unit("tolerance", policy.tolerance, parse_share);
  policy.tags = reader.texts("tags", policy.tags);
  policy.metrics = reader.texts("metrics", policy.metrics);
  if (const std::string wrong = unknown_metric(policy.metrics); !wrong.empty()) reader.fail_here(wrong);
  policy.strict = reader.flag("strict", policy.strict);
  policy.budget_s = reader.parsed("budget", parse_seconds);
  policy.release = reader.text("release", policy.release);
  reader.refuse_unknown_keys();
}

Override read_override(TomlReader& reader) {
  Override o;
  o.benchmarks = reader.text("benchmarks", "");
  o.lane = reader.text("lane", "");
  o.tolerance = reader.parsed("tolerance", parse_share);
  o.critical = reader.parsed("critical", parse_share);
  o.minimum = reader.parsed("minimum", parse_minimum);
  reader.refuse_unknown_keys();
  if (o.benchmarks.empty()) reader.fail_here("an [[override]] needs benchmarks, such as \"core/*\"");
  if (!o.tolerance && !o.critical && !o.minimum) {
    reader.fail_here("an [[override]] needs a tolerance, a critical or a minimum");
  }
  return o;
}

Rename read_rename(TomlReader& reader) {
  const Rename r{reader.text("from", ""), reader.text("to", "")};
  reader.refuse_unknown_keys();
  const auto stars = std::count(r.from.begin(), r.from.end(), '*');
  if (r.from.empty() || r.to.empty()) reader.fail_here("a [[rename]] needs from and to");
  if (stars > 1 || stars != std::count(r.to.begin(), r.to.end(), '*')) {
    reader.fail_here(fmt::format("'{}' to '{}': one * on both sides, or none", r.from, r.to));
  }
  return r;
}

}  // namespace

std::optional<Config> read_config(const std::string& folder) {
  const std::string path = (fs::path(folder) / "bench.toml").string();
  if (!fs::exists(path)) return std::nullopt;
  return parse_config(whole_file(path).value_or(""), path, folder);
}

Config parse_config(const std::string& text, const std::string& path, const std::string& folder) {
  const toml::table document = parse_toml(text, path);
  Config config;
  config.folder = folder;
  TomlReader top(path, document, "bench.toml");
  const toml::node* schema = top.find("schema");
  if (schema == nullptr || schema->value<std::int64_t>() != 1) {
    throw Error(Exit::usage, path + ":1:1: it must say schema = 1");
  }
  if (auto reader = top.section("build")) {
    config.build.commands = reader->texts("commands", {});
    config.build.artefacts = reader->texts("artefacts", {});
    reader->refuse_unknown_keys();
  }
  if (auto reader = top.section("gate")) read_gate(*reader, config.policy);
  for (TomlReader& reader : top.tables("override")) config.policy.overrides.push_back(read_override(reader));
  for (TomlReader& reader : top.tables("rename")) config.renames.push_back(read_rename(reader));
  std::set<std::string> names;
  for (const TomlReader& reader : top.tables("suite")) {
    config.suites.push_back(read_suite(reader, folder));
    if (!names.insert(config.suites.back().name).second) {
      reader.fail_here(fmt::format("two suites are called '{}'", config.suites.back().name));
    }
  }
  top.refuse_unknown_keys();
  if (config.suites.empty()) throw Error(Exit::usage, path + ": it describes no [[suite]]; see docs/bench-toml.md");
  return config;
}

std::string find_project(const std::string& start) {
  for (fs::path folder = fs::weakly_canonical(start);; folder = folder.parent_path()) {
    if (fs::exists(folder / "bench.toml")) return folder.string();
    if (folder == folder.parent_path()) return "";
  }
}

}  // namespace harness
