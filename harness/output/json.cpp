#include "harness/output/json.h"

#include <cmath>

#include "harness/output/text.h"

namespace harness {
namespace {

using nlohmann::json;

json number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? json(*value) : json(nullptr);
}

// A ratio head/base in the direction of worse: 1.1 is 10 % worse.
json ratio(const std::optional<double>& change, const Series& series) {
  return change ? number(1 + change_value(*change, series)) : json(nullptr);
}

json params_of(const std::string& name) {
  json params = json::object();
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    const std::string part = name.substr(at, end - at);
    const std::size_t equals = part.find('=');
    if (equals != std::string::npos) params[part.substr(0, equals)] = part.substr(equals + 1);
    at = end + 1;
  }
  return params;
}

}  // namespace

json json_head(const Machine& machine) {
  json environment = json::parse(machine.details, nullptr, false);
  if (environment.is_discarded()) environment = json::object();
  environment["class"] = machine.machine_class;
  return {
      {"schema", 1}, {"tool", {{"name", "swarmperf"}, {"version", SWARMPERF_VERSION}}}, {"environment", environment}};
}

json json_of(const Verdict& v) {
  const Series& s = v.series;
  json out = {{"benchmark", s.benchmark},
              {"params", params_of(s.benchmark)},
              {"impl", s.impl},
              {"lane", s.lane},
              {"metric", s.metric},
              {"unit", s.unit},
              {"better", s.better},
              {"clock", s.clock},
              {"base", number(v.base_median)},
              {"head", number(v.head_median)},
              {"pairs", v.pairs},
              {"verdict", v.verdict},
              {"severity", v.severity},
              {"p", number(v.p)},
              {"error", number(v.error)},
              {"tolerance", v.tolerance},
              {"detectable", number(v.detectable)},
              {"confirmed", v.confirmed ? json(*v.confirmed) : json(nullptr)},
              {"acknowledged", v.acknowledged.empty() ? json(nullptr) : json(v.acknowledged)},
              {"source", v.source.empty() ? json(nullptr) : json(v.source)},
              {"note", v.note}};
  const bool ratios = has_ratios(s.kind);
  out["ratio"] = ratios ? ratio(v.change, s) : json(nullptr);
  out["lo"] = ratios ? ratio(v.lo, s) : number(v.lo);
  out["hi"] = ratios ? ratio(v.hi, s) : number(v.hi);
  out["change"] = v.change ? number(change_value(*v.change, s)) : json(nullptr);
  return out;
}

json json_of(const Finding& f) { return {{"code", f.code}, {"subject", f.subject}, {"text", f.text}}; }

json json_of(std::span<const Finding> findings) {
  json out = json::array();
  for (const Finding& f : findings) out.push_back(json_of(f));
  return out;
}

json json_of(std::span<const Exit> exits) {
  json out = json::array();
  for (const Exit exit : exits) out.push_back(int(exit));
  return out;
}

std::string json_text(const json& object) { return object.dump(2, ' ', false, json::error_handler_t::replace) + "\n"; }

}  // namespace harness
