// SARIF 2.1.0, for code scanning: a result per verdict that somebody should look at, placed where head declares the
// benchmark. A benchmark whose suite does not say where keeps its name as a logical location.
#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "harness/formats/convert.h"
#include "harness/formats/format.h"
#include "harness/output/text.h"

namespace harness {
namespace {

using nlohmann::json;

struct Rule {
  const char *id, *level, *text;
};
constexpr Rule rules[] = {
    {"slower", "error", "A slowdown beyond the tolerance, confirmed in a fresh session."},
    {"acknowledged", "note", "A confirmed slowdown that somebody accepted."},
    {"failed", "error", "A benchmark crashed, hung, or returned a wrong result."},
    {"missing", "error", "A benchmark of base that head does not have."},
    {"incomparable", "warning", "The two sides do not measure the same."},
    {"unsure", "warning", "The launches do not decide; a change may be there."},
};

const Rule* rule_of(const Verdict& v) {
  for (const Rule& rule : rules) {
    if (shown_as(v) == rule.id) return &rule;
  }
  return nullptr;
}

json location_of(const Verdict& v) {
  json location = json::object();
  location["logicalLocations"] = json::array({{{"fullyQualifiedName", v.series.benchmark}, {"kind", "function"}}});
  const std::size_t colon = v.source.rfind(':');
  const int line = colon == std::string::npos ? 0 : std::atoi(v.source.substr(colon + 1).c_str());
  if (line < 1) return location;
  location["physicalLocation"] = {
      {"artifactLocation", {{"uri", v.source.substr(0, colon)}, {"uriBaseId", "%SRCROOT%"}}},
      {"region", {{"startLine", line}}}};
  return location;
}

json result_of(const Verdict& v, const Rule& rule) {
  std::string text = fmt::format("{} on {}: {}", v.series.benchmark, v.series.lane, rule.id);
  if (v.change) text += fmt::format(" {} {}", change_text(*v.change, v.series), interval_text(v));
  if (!v.note.empty()) text += "; " + v.note;
  return {
      {"ruleId", rule.id},
      {"level", rule.level},
      {"message", {{"text", text}}},
      {"locations", json::array({location_of(v)})},
      {"partialFingerprints",
       {{"series/v1", fmt::format("{}|{}|{}|{}", v.series.benchmark, v.series.lane, v.series.impl, v.series.metric)}}}};
}

std::string write(const std::vector<Record>& records) {
  json results = json::array(), known = json::array();
  for (const Rule& rule : rules) known.push_back({{"id", rule.id}, {"shortDescription", {{"text", rule.text}}}});
  for (const Record& record : records) {
    for (const Verdict& v : record.verdicts) {
      if (const Rule* rule = rule_of(v)) results.push_back(result_of(v, *rule));
    }
  }
  json run = json::object();
  run["tool"]["driver"] = {{"name", "swarmperf"}, {"version", SWARMPERF_VERSION}, {"rules", known}};
  run["columnKind"] = "utf16CodeUnits";
  run["results"] = results;
  json out = json::object();
  out["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  out["version"] = "2.1.0";
  out["runs"] = json::array({run});
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

EXPORT({"sarif", "SARIF 2.1.0: what somebody should look at, where it is declared", write});

}  // namespace
}  // namespace harness
