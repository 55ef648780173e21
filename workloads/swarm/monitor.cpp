#include "workloads/swarm/monitor.h"

#include <algorithm>
#include <cmath>

#include "kernels/check.h"

namespace workloads::swarm {

std::vector<Rule> usual_rules() {
  return {{.gauge = "memory_share",
           .above = 0.85,
           .until = 0.80,
           .severity = Severity::high,
           .impact = "allocations may fail, and everything slows down before they do",
           .actions = {"collect more often", "run fewer agents", "trim the pools"},
           .gain = 0.25,
           .confidence = 0.85},
          {.gauge = "coordination_latency_ns",
           .above = 20e6,
           .until = 15e6,
           .severity = Severity::medium,
           .impact = "tasks take longer and agents wait for one another",
           .actions = {"send smaller messages", "coordinate less often", "gather messages into batches"},
           .gain = 0.15,
           .confidence = 0.75}};
}

const char* Monitor::problem(const Rule& rule) {
  if (rule.gauge.empty()) return "a rule has a gauge";
  if (!std::isfinite(rule.above) || !std::isfinite(rule.until)) return "limits are numbers";
  if (rule.until > rule.above) return "it would be well again where it is not";
  if (rule.samples < 1) return "at least one sample";
  if (!(rule.gain >= 0 && rule.confidence >= 0 && rule.confidence <= 1)) return "a gain, and a confidence up to 1";
  return nullptr;
}

Monitor::Monitor(std::vector<Rule> rules) : rules_(std::move(rules)), standing_(rules_.size()) {
  for (const Rule& rule : rules_) KERNEL_CHECK(problem(rule) == nullptr, "Monitor: no such rule; problem() says why");
}

void add_greatest(std::vector<Gauge>& gauges, const Gauge& one) {
  const auto known =
      std::find_if(gauges.begin(), gauges.end(), [&one](const Gauge& other) { return other.name == one.name; });
  if (known == gauges.end()) {
    gauges.push_back(one);
  } else {
    known->value = std::fmax(known->value, one.value);
  }
}

void Monitor::watch(std::string gauge, std::function<double()> read) {
  watched_.push_back({std::move(gauge), std::move(read), NAN});
}

std::vector<Alert> Monitor::sample(std::uint64_t now_ns) {
  std::vector<Gauge> read;
  for (Watched& watched : watched_) {
    const double value = watched.read();
    if (std::isnan(value)) continue;
    watched.last = value;
    add_greatest(read, {watched.gauge, value});
  }
  std::vector<Alert> changed;
  for (const auto& [gauge, value] : read) {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      const Rule& rule = rules_[i];
      Standing& standing = standing_[i];
      Alert& alert = standing.alert;
      if (rule.gauge != gauge) continue;
      standing.in_a_row = value > rule.above ? standing.in_a_row + 1 : 0;
      alert.value = value;
      alert.now_ns = now_ns;
      const auto tell = [&](Alert::Turn turn) {
        alert.turn = turn;
        changed.push_back(alert);
      };
      if (!standing.active) {
        if (standing.in_a_row < rule.samples) continue;
        standing = {.in_a_row = standing.in_a_row, .active = true, .alert = alert};
        alert.rule = &rule;
        alert.severity = rule.severity;
        alert.since_ns = now_ns;
        tell(Alert::Turn::begun);
      } else if (value <= rule.until) {
        standing.active = false;
        tell(Alert::Turn::ended);
      } else if (rule.escalates_after > 0 && ++standing.lasted % rule.escalates_after == 0 &&
                 alert.severity != Severity::critical) {
        alert.severity = Severity(int(alert.severity) + 1);
        tell(Alert::Turn::escalated);
      }
    }
  }
  return changed;
}

std::vector<Gauge> Monitor::gauges() const {
  std::vector<Gauge> found;
  for (const Watched& watched : watched_) add_greatest(found, {watched.gauge, watched.last});
  return found;
}

std::vector<Alert> Monitor::active() const {
  std::vector<Alert> found;
  for (const Standing& one : standing_) {
    if (one.active) found.push_back(one.alert);
  }
  return found;
}

std::vector<Suggestion> Monitor::suggestions() const {
  std::vector<Suggestion> found;
  for (const Alert& alert : active()) {
    for (const std::string& action : alert.rule->actions)
      found.push_back({action, alert.rule->gain * alert.rule->confidence});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Suggestion& a, const Suggestion& b) { return a.expected > b.expected; });
  std::vector<Suggestion> once;
  for (const Suggestion& one : found) {
    const bool known =
        std::any_of(once.begin(), once.end(), [&](const auto& other) { return other.action == one.action; });
    if (!known) once.push_back(one);
  }
  return once;
}

}  // namespace workloads::swarm
