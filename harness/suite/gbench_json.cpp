#include "harness/suite/gbench_json.h"

#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

namespace harness {

using nlohmann::json;

std::string without_bare_numbers(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    if (in_string) {
      if (text[i] == '\\' && i + 1 < text.size()) {
        out += text[i++];  // and what it escapes, below, ends no string
      } else if (text[i] == '"') {
        in_string = false;
      }
      out += text[i++];
      continue;
    }
    bool replaced = false;
    for (const char* word : {"-NaN", "NaN", "-nan", "nan", "-Infinity", "Infinity", "-inf", "inf"}) {
      const std::size_t length = std::char_traits<char>::length(word);
      if (text.compare(i, length, word) == 0) {
        out += "null";
        i += length;
        replaced = true;
        break;
      }
    }
    if (replaced) continue;
    if (text[i] == '"') in_string = true;
    out += text[i++];
  }
  return out;
}

namespace {

double unit_seconds(const std::string& unit) {
  if (unit == "ns") return 1e-9;
  if (unit == "us") return 1e-6;
  if (unit == "ms") return 1e-3;
  if (unit == "s") return 1;
  throw std::runtime_error("unknown time_unit '" + unit + "'");
}

double number(const json& entry, const char* key) {
  const auto found = entry.find(key);
  return found != entry.end() && found->is_number() ? found->get<double>() : std::numeric_limits<double>::quiet_NaN();
}

// Never empty: an entry without an error is a measurement.
std::string words(const json& entry, const char* key) {
  const std::string said = entry.value(key, std::string());
  return said.empty() ? "no message" : said;
}

}  // namespace

Entry read_entry(const json& from) {
  static const std::set<std::string> known = {
      "iterations",  "real_time",        "cpu_time", "family_index", "per_family_instance_index",
      "repetitions", "repetition_index", "threads"};
  Entry entry;
  entry.name = from.value("name", from.value("run_name", std::string()));
  entry.iterations = std::int64_t(
      from.contains("iterations") && from["iterations"].is_number() ? from["iterations"].get<double>() : 0);
  if (from.value("error_occurred", false)) entry.error = words(from, "error_message");
  if (from.value("skipped", false)) entry.error = words(from, "skip_message");
  if (!entry.error.empty()) return entry;
  const double unit = unit_seconds(from.value("time_unit", std::string("ns")));
  entry.real_time_s = number(from, "real_time") * unit;
  entry.cpu_time_s = number(from, "cpu_time") * unit;
  for (const auto& [key, value] : from.items()) {
    if (value.is_number() && !known.contains(key)) entry.counters[key] = value.get<double>();
  }
  return entry;
}

SuiteOutput parse_gbench_json(const std::string& text) {
  if (text.empty()) throw std::runtime_error("it wrote nothing");
  const json document = json::parse(without_bare_numbers(text), nullptr, false);
  if (document.is_discarded()) {
    const std::size_t last = text.find_last_not_of(" \n\r\t");
    const bool opened =
        text[text.find_first_not_of(" \n\r\t") == std::string::npos ? 0 : text.find_first_not_of(" \n\r\t")] == '{';
    throw std::runtime_error(opened && last != std::string::npos && text[last] != '}' ? "its JSON is cut short"
                                                                                      : "it is not JSON");
  }
  SuiteOutput out;
  try {
    const json context = document.value("context", json::object());
    if (context.is_object()) out.declaration = context.value("swarmperf", std::string());
    for (const json& entry : document.at("benchmarks")) {
      if (entry.value("run_type", std::string("iteration")) == "iteration") out.entries.push_back(read_entry(entry));
    }
  } catch (const json::exception& error) {
    throw std::runtime_error(std::string("it is not Google Benchmark's JSON: ") + error.what());
  }
  return out;
}

}  // namespace harness
