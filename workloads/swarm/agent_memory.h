// Memory of many agents within one budget. Each agent keeps values by key, hot or warm within its quota, and what has
// no room there falls to files (kernels/memory/tiers.h). Quotas follow use, and where all memory grows short it is
// collected from all agents together.
//
//   quota      every agent keeps `floor_bytes`; the rest of the budget is divided by how often each was asked of late,
//              anew whenever an agent's turn to be collected has come
//   usage      a burst of neural work keeps 70 % of its quota hot and is collected every 10 s, steady coordination 30 %
//              and every 30 s: hot values that were not used since the last time become warm
//   pressure   values in memory over the budget; a call that finds it above 85 % first has every agent's
//              shrink to 70 % of what it may hold
//
// For one thread.
#pragma once

#include <map>
#include <string>

#include "kernels/memory/tiers.h"
#include "workloads/swarm/mailbox.h"

namespace workloads::swarm {

enum class Usage { steady, burst };
// How much of its quota an agent keeps hot, and how often it is collected.
struct UsageRule {
  double hot_share;
  std::uint64_t collect_every_ns;
};
constexpr UsageRule rule_of(Usage usage) {
  return usage == Usage::burst ? UsageRule{0.7, 10'000'000'000} : UsageRule{0.3, 30'000'000'000};
}

struct MemoryBudget {
  std::size_t budget_bytes = 64u << 20, floor_bytes = 64u << 10;
  std::string folder = {};  // of what falls out of memory, one folder per agent in it; empty: it is lost
};

class AgentMemory {
 public:
  static constexpr double pressure_limit = 0.85, pressure_after = 0.70;
  using Clock = std::uint64_t (*)();
  // Since it was made.
  struct Statistics {
    std::uint64_t collections = 0;  // of all agents
    std::uint64_t pause_ns = 0;     // the longest of them
  };

  AgentMemory(MemoryBudget budget, Clock now_ns);

  // Refused for an agent that is there already and where the floors of all would not fit the budget.
  bool join(AgentId agent, Usage usage);
  // The agent's values go, those in files too.
  void leave(AgentId agent);
  // As Tiers::put and get; refused, or nowhere, for an agent that is not there.
  bool put(AgentId agent, std::uint64_t key, std::span<const std::byte> value);
  kernels::memory::Tiers::Value get(AgentId agent, std::uint64_t key);

  double pressure() const;
  // 0 for an agent that is not there.
  std::size_t quota_bytes(AgentId agent) const;
  // Of an agent that is there.
  const kernels::memory::Tiers::Statistics& of(AgentId agent) const { return agents_.at(agent).tiers.statistics(); }
  const Statistics& statistics() const { return statistics_; }

 private:
  struct Owner {
    Usage usage;
    std::string folder;
    kernels::memory::Tiers tiers;
    std::size_t quota_bytes = 0;
    double uses = 0;  // of late: halved at every division
    std::uint64_t collected_at_ns = 0;
  };
  Owner* find(AgentId agent);
  void divide();
  void fit(Owner& owner, double share) const;
  void collect_in_turn(Owner& owner);
  void collect_all();

  MemoryBudget budget_;
  Clock now_ns_;
  std::map<AgentId, Owner> agents_;
  Statistics statistics_;
};

}  // namespace workloads::swarm
