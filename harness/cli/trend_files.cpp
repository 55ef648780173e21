#include "harness/cli/trend_files.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "harness/output/text.h"
#include "harness/suite/gbench_json.h"
#include "harness/trend/changes.h"
#include "harness/whole_file.h"

namespace cli {
namespace {

using namespace harness;
using nlohmann::json;
using Named = std::map<std::string, std::vector<double>>;

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw Error(Exit::usage,
              fmt::format("reading {}: {}; want {{\"name\", \"values\": [...]}}, a list of such, or TCPD's "
                          "series[0].raw",
                          file, why));
}

void add(const std::string& file, const json& from, Named& series) {
  if (!from.is_object()) refuse(file, "it holds no series");
  const json* values = nullptr;
  if (const auto found = from.find("values"); found != from.end()) values = &*found;
  if (const auto found = from.find("series"); values == nullptr && found != from.end() && found->is_array()) {
    if (found->size() != 1 || !(*found)[0].is_object() || !(*found)[0].contains("raw"))
      refuse(file, fmt::format("{} series with values were found", found->size()));
    values = &(*found)[0]["raw"];
  }
  if (values == nullptr || !values->is_array()) refuse(file, "no list of values in it");
  const std::string name = from.contains("name") && from["name"].is_string()
                               ? from["name"].get<std::string>()
                               : std::filesystem::path(file).stem().string();
  std::vector<double> numbers;
  for (const json& value : *values) {
    if (!value.is_number() && !value.is_null()) refuse(file, fmt::format("'{}' is no number", value.dump()));
    numbers.push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>());
  }
  if (!series.emplace(name, std::move(numbers)).second) refuse(file, fmt::format("the series '{}' comes twice", name));
}

Named read(const std::vector<std::string>& files) {
  Named series;
  for (const std::string& file : files) {
    const auto text = whole_file(file);
    if (!text) refuse(file, "cannot be read");
    json document;
    try {
      document = json::parse(*text);
    } catch (const json::exception&) {
      try {
        document = json::parse(without_bare_numbers(*text));  // Python writes NaN and Infinity
      } catch (const json::exception& error) {
        refuse(file, error.what());
      }
    }
    if (document.is_array()) {
      for (const json& one : document) add(file, one, series);
    } else {
      add(file, document, series);
    }
  }
  return series;
}

}  // namespace

Exit trend_of_files(const std::vector<std::string>& files, bool as_json, bool classes) {
  const Named series = read(files);
  json out = json::object(), all = json::object();
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, values] : series) {
    json steps = json::array();
    json of_class = {
        {"step", json::array()}, {"spike", json::array()}, {"drift", json::array()}, {"variance", json::array()}};
    for (const trend::Change& c : trend::find_changes(values)) {
      const std::string kind(trend::name_of(c.kind));
      if (c.kind == trend::Class::step) steps.push_back(c.position);
      of_class[kind].push_back(c.kind == trend::Class::drift ? json{c.position, c.end - 1} : json(c.position));
      if (!classes && c.kind != trend::Class::step) continue;
      const bool ratio = c.before > 0 && c.after > 0;
      rows.push_back({name, kind, std::to_string(c.position), fmt::format("{} .. {}", c.lo, c.hi),
                      ratio ? fmt::format("{:+.1f} %", 100 * (c.after / c.before - 1))
                            : fmt::format("{:+.4g}", c.after - c.before),
                      c.kind == trend::Class::spike ? "" : fmt::format("{:.1g}", c.p)});
    }
    out[name] = steps;
    all[name] = of_class;
  }
  if (classes) {
    if (out.contains("classes")) throw Error(Exit::usage, "a series is called 'classes', as what --classes adds is");
    out["classes"] = all;
  }
  if (as_json) {
    fmt::print("{}\n", out.dump(-1, ' ', false, json::error_handler_t::replace));
  } else if (rows.empty()) {
    fmt::print("{} series, none of them changed\n", series.size());
  } else {
    fmt::print(
        "{}",
        table({{"series"}, {"class"}, {"first at", true}, {"between", true}, {"change", true}, {"p", true}}, rows));
  }
  return Exit::ok;
}

}  // namespace cli
