#include "workloads/swarm/alerts/rules_file.h"

#include <nlohmann/json.hpp>
#include <optional>

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

// Returns what is wrong, or "".
std::string read_rule(const json& entry, Rule& rule) {
  if (!entry.is_object()) return "no object";
  if (!entry.contains("gauge") || !entry.contains("above")) return "gauge and above are needed";
  const auto wrong = [](const std::string& key) { return key + ": a value of another kind"; };
  if (!read(entry["above"], rule.above)) return wrong("above");
  rule.until = rule.above;
  for (const auto& [key, value] : entry.items()) {
    bool right = true;
    if (key == "gauge")
      right = read(value, rule.gauge);
    else if (key == "above")
      continue;
    else if (key == "until")
      right = read(value, rule.until);
    else if (key == "samples")
      right = read(value, rule.samples);
    else if (key == "escalates_after")
      right = read(value, rule.escalates_after);
    else if (key == "severity")
      right = read(value, rule.severity);
    else if (key == "impact")
      right = read(value, rule.impact);
    else if (key == "actions")
      right = read(value, rule.actions);
    else if (key == "gain")
      right = read(value, rule.gain);
    else if (key == "confidence")
      right = read(value, rule.confidence);
    else
      return "no such key: " + key;
    if (!right) return wrong(key);
  }
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
