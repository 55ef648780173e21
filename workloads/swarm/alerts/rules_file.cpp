#include "workloads/swarm/alerts/rules_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace workloads::swarm {
namespace {

using nlohmann::json;

constexpr Severity severities[] = {Severity::medium, Severity::high, Severity::critical};

bool read(const json& value, std::string& to) {
  if (value.is_string()) to = value.get_ref<const std::string&>();
  return value.is_string();
}
bool read(const json& value, double& to) {
  if (value.is_number()) to = value.get<double>();
  return value.is_number();
}
bool read(const json& value, unsigned& to) {
  const bool fits = value.is_number_unsigned() && value.get<std::uint64_t>() <= 1'000'000'000;
  if (fits) to = value.get<unsigned>();
  return fits;
}
bool read(const json& value, Severity& to) {
  for (const Severity one : severities) {
    if (value != name_of(one)) continue;
    to = one;
    return true;
  }
  return false;
}
bool read(const json& value, std::vector<std::string>& to) {
  if (!value.is_array()) return false;
  for (const json& one : value) {
    if (!read(one, to.emplace_back())) return false;
  }
  return true;
}

struct Key {
  std::string_view name;
  bool (*read_into)(const json& value, Rule& rule);
};
constexpr Key keys[] = {
    {"gauge", [](const json& value, Rule& rule) { return read(value, rule.gauge); }},
    {"above", [](const json& value, Rule& rule) { return read(value, rule.above); }},
    {"until", [](const json& value, Rule& rule) { return read(value, rule.until); }},
    {"samples", [](const json& value, Rule& rule) { return read(value, rule.samples); }},
    {"escalates_after", [](const json& value, Rule& rule) { return read(value, rule.escalates_after); }},
    {"severity", [](const json& value, Rule& rule) { return read(value, rule.severity); }},
    {"impact", [](const json& value, Rule& rule) { return read(value, rule.impact); }},
    {"actions", [](const json& value, Rule& rule) { return read(value, rule.actions); }},
    {"gain", [](const json& value, Rule& rule) { return read(value, rule.gain); }},
    {"confidence", [](const json& value, Rule& rule) { return read(value, rule.confidence); }},
};

// Returns what is wrong, or "".
std::string read_rule(const json& entry, Rule& rule) {
  if (!entry.is_object()) return "no object";
  if (!entry.contains("gauge") || !entry.contains("above")) return "gauge and above are needed";
  for (const auto& [name, value] : entry.items()) {
    const auto key = std::find_if(std::begin(keys), std::end(keys), [&](const Key& one) { return one.name == name; });
    if (key == std::end(keys)) return "no such key: " + name;
    if (!key->read_into(value, rule)) return name + ": a value of another kind";
  }
  if (!entry.contains("until")) rule.until = rule.above;
  const char* problem = Monitor::problem(rule);
  return problem == nullptr ? "" : problem;
}

}  // namespace

const char* name_of(Severity severity) {
  constexpr const char* names[] = {"medium", "high", "critical"};
  return names[int(severity)];
}

RulesFile read_rules(std::string_view text) {
  const json all = json::parse(text, nullptr, false);
  if (all.is_discarded() || !all.is_array()) return {{}, "alert rules: want a list in JSON"};
  RulesFile file;
  for (const json& entry : all) {
    const std::string problem = read_rule(entry, file.rules.emplace_back());
    if (!problem.empty()) return {{}, "alert rule " + std::to_string(file.rules.size()) + ": " + problem};
  }
  return file;
}

}  // namespace workloads::swarm
