// The toml++ door.
#include "harness/config/config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "harness/error.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

class Reader {
 public:
  Reader(std::string path, const toml::table& table, std::string section)
      : path_(std::move(path)), table_(table), section_(std::move(section)) {}

  [[noreturn]] void fail(const toml::source_region& where, const std::string& what) const {
    throw Error(Exit::usage, fmt::format("{}:{}:{}: {}", path_, where.begin.line, where.begin.column, what));
  }

  // Call after every key has been asked for.
  void refuse_unknown_keys() const {
    for (const auto& [key, value] : table_) {
      const std::string name(key.str());
      if (known_.contains(name)) continue;
      const std::string near = did_you_mean(name, {known_.begin(), known_.end()});
      fail(key.source(), fmt::format("unknown key '{}' in {}{}", name, section_,
                                     near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
  }

  std::string text(const char* key, const std::string& otherwise) {
    const toml::node* node = find(key);
    if (node == nullptr) return otherwise;
    const auto value = node->value_exact<std::string>();
    if (!value) fail(node->source(), fmt::format("{} must be a string in quotes", key));
    return *value;
  }
  std::vector<std::string> texts(const char* key, const std::vector<std::string>& otherwise) {
    const toml::node* node = find(key);
    if (node == nullptr) return otherwise;
    std::vector<std::string> out;
    const toml::array* array = node->as_array();
    if (array == nullptr) fail(node->source(), fmt::format("{} must be a list of strings: [\"...\"]", key));
    for (const toml::node& item : *array) {
      const auto value = item.value_exact<std::string>();
      if (!value) fail(item.source(), fmt::format("{} must hold strings", key));
      out.push_back(*value);
    }
    return out;
  }
  template <class Parse>
  double unit(const char* key, double otherwise, Parse parse) {
    const toml::node* node = find(key);
    if (node == nullptr) return otherwise;
    const auto value = node->value_exact<std::string>();
    if (!value) fail(node->source(), fmt::format("{} must be a string with its unit", key));
    try {
      return parse(*value, key);
    } catch (const Error& error) {
      fail(node->source(), error.what());
    }
  }
  const toml::node* find(const char* key) {
    known_.insert(key);
    return table_.get(key);
  }
  const toml::table& table() const { return table_; }

 private:
  std::string path_;
  const toml::table& table_;
  std::string section_;
  std::set<std::string> known_;
};

SuiteSpec read_suite(Reader reader, const std::string& folder) {
  SuiteSpec suite;
  suite.name = reader.text("name", "");
  suite.kind = reader.text("kind", "benchmark");
  const std::string command = reader.text("command", "");
  suite.clock = reader.text("clock", "wall");
  suite.tags = reader.texts("tags", {});
  suite.limit_s = reader.unit("limit", 60, parse_seconds);
  suite.folder = folder;
  reader.refuse_unknown_keys();
  const auto& where = reader.table().source();
  if (suite.name.empty()) reader.fail(where, "a [[suite]] needs a name");
  if (suite.kind != "benchmark" && suite.kind != "command") {
    reader.fail(where, fmt::format("suite {}: kind is 'benchmark' or 'command', not '{}'", suite.name, suite.kind));
  }
  if (suite.clock != "wall" && suite.clock != "cpu") {
    reader.fail(where, fmt::format("suite {}: clock is 'wall' or 'cpu', not '{}'", suite.name, suite.clock));
  }
  suite.command = split_arguments(command);
  if (suite.command.empty()) reader.fail(where, fmt::format("suite {} needs a command", suite.name));
  return suite;
}

}  // namespace

std::optional<Config> read_config(const std::string& folder) {
  const std::string path = (fs::path(folder) / "bench.toml").string();
  if (!fs::exists(path)) return std::nullopt;
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return parse_config(text.str(), path, folder);
}

Config parse_config(const std::string& text, const std::string& path, const std::string& folder) {
  toml::table document;
  try {
    document = toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw Error(Exit::usage, fmt::format("{}:{}:{}: {}", path, error.source().begin.line, error.source().begin.column,
                                         std::string(error.description())));
  }
  Config config;
  config.folder = folder;
  Reader top(path, document, "bench.toml");
  const toml::node* schema = top.find("schema");
  if (schema == nullptr || schema->value<std::int64_t>() != 1) {
    throw Error(Exit::usage, path + ":1:1: it must say schema = 1");
  }
  if (const toml::node* build = top.find("build")) {
    if (build->as_table() == nullptr) top.fail(build->source(), "build must be a table: [build]");
    Reader reader(path, *build->as_table(), "[build]");
    config.build.commands = reader.texts("commands", {});
    config.build.artefacts = reader.texts("artefacts", {});
    reader.refuse_unknown_keys();
  }
  if (const toml::node* gate = top.find("gate")) {
    if (gate->as_table() == nullptr) top.fail(gate->source(), "gate must be a table: [gate]");
    Reader reader(path, *gate->as_table(), "[gate]");
    config.policy.tolerance = reader.unit("tolerance", config.policy.tolerance, parse_share);
    config.policy.tags = reader.texts("tags", config.policy.tags);
    reader.refuse_unknown_keys();
  }
  std::set<std::string> names;
  if (const toml::node* suites = top.find("suite")) {
    const toml::array* array = suites->as_array();
    if (array == nullptr || !array->is_array_of_tables()) top.fail(suites->source(), "suites are written [[suite]]");
    for (const toml::node& item : *array) {
      config.suites.push_back(read_suite(Reader(path, *item.as_table(), "[[suite]]"), folder));
      if (!names.insert(config.suites.back().name).second) {
        top.fail(item.source(), fmt::format("two suites are called '{}'", config.suites.back().name));
      }
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
