// Rules of a monitor from a file, in JSON:
//
//   [{"gauge": "memory_share", "above": 0.85, "until": 0.8, "samples": 3, "escalates_after": 10, "severity": "high",
//     "impact": "allocations may fail", "actions": ["collect more often"], "gain": 0.25, "confidence": 0.85}]
//
// gauge and above are needed; until is `above` where nothing is said, the rest as in monitor.h.
#pragma once

#include <string_view>

#include "workloads/swarm/monitor.h"

namespace workloads::swarm {

// Either rules that Monitor takes or what is wrong, with the number of the rule (from 1) and the key.
struct RulesFile {
  std::vector<Rule> rules;
  std::string problem;
};
RulesFile read_rules(std::string_view text);

// "medium", "high", "critical".
const char* name_of(Severity severity);

}  // namespace workloads::swarm
