#include "workloads/swarm/agent_memory.h"

#include <algorithm>
#include <filesystem>

namespace workloads::swarm {

namespace files = std::filesystem;
using kernels::memory::Tiers;

AgentMemory::AgentMemory(MemoryBudget budget, Clock now_ns) : budget_(std::move(budget)), now_ns_(now_ns) {}

bool AgentMemory::join(AgentId agent, Usage usage) {
  if (agents_.contains(agent) || (agents_.size() + 1) * budget_.floor_bytes > budget_.budget_bytes) return false;
  std::string folder;
  if (!budget_.folder.empty()) {
    folder = budget_.folder + "/" + std::to_string(agent);
    std::error_code refused;  // then the agent has no cold tier, and Tiers counts what is lost
    files::create_directories(folder, refused);
    if (refused) folder.clear();
  }
  agents_.emplace(agent, Owner{usage, folder, Tiers({.folder = folder, .now = now_ns_}), 0, 0, now_ns_()});
  divide();
  return true;
}

void AgentMemory::leave(AgentId agent) {
  const auto at = agents_.find(agent);
  if (at == agents_.end()) return;
  std::error_code ignored;  // what cannot be removed is overwritten by who comes next
  if (!at->second.folder.empty()) files::remove_all(at->second.folder, ignored);
  agents_.erase(at);
  divide();
}

bool AgentMemory::put(AgentId agent, std::uint64_t key, std::span<const std::byte> value) {
  Owner* owner = find(agent);
  return owner != nullptr && owner->tiers.put(key, value);
}

Tiers::Value AgentMemory::get(AgentId agent, std::uint64_t key) {
  Owner* owner = find(agent);
  return owner == nullptr ? Tiers::Value{} : owner->tiers.get(key);
}

double AgentMemory::pressure() const {
  std::size_t live_bytes = 0;
  for (const auto& [agent, owner] : agents_)
    live_bytes += owner.tiers.statistics().hot_bytes + owner.tiers.statistics().warm_bytes;
  return double(live_bytes) / double(budget_.budget_bytes);
}

std::size_t AgentMemory::quota_bytes(AgentId agent) const {
  const auto at = agents_.find(agent);
  return at == agents_.end() ? 0 : at->second.quota_bytes;
}

// Every call counts as use, and is the moment to look whether memory is short or the agent's turn has come: before a
// value is given out, which has to stay.
AgentMemory::Owner* AgentMemory::find(AgentId agent) {
  const auto at = agents_.find(agent);
  if (at == agents_.end()) return nullptr;
  Owner& owner = at->second;
  ++owner.uses;
  if (pressure() > pressure_limit) collect_all();
  if (now_ns_() - owner.collected_at_ns >= rule_of(owner.usage).collect_every_ns) collect_in_turn(owner);
  return &owner;
}

// One use more for everybody, so that those that nobody asked share evenly.
void AgentMemory::divide() {
  double uses = 0;
  for (const auto& [agent, owner] : agents_) uses += owner.uses + 1;
  const double rest = double(budget_.budget_bytes - agents_.size() * budget_.floor_bytes);
  for (auto& [agent, owner] : agents_) {
    owner.quota_bytes = budget_.floor_bytes + std::size_t(rest * ((owner.uses + 1) / uses));
    owner.uses /= 2;
    fit(owner, 1);
  }
}

void AgentMemory::fit(Owner& owner, double share) const {
  const double allowed = share * double(owner.quota_bytes);
  const auto hot_bytes = std::size_t(rule_of(owner.usage).hot_share * allowed);
  owner.tiers.resize(hot_bytes, std::size_t(allowed) - hot_bytes);
}

void AgentMemory::collect_in_turn(Owner& owner) {
  owner.tiers.cool_unused(owner.collected_at_ns);
  owner.collected_at_ns = now_ns_();
  divide();
}

void AgentMemory::collect_all() {
  const std::uint64_t start_ns = now_ns_();
  for (auto& [agent, owner] : agents_) {
    fit(owner, pressure_after);
    fit(owner, 1);
  }
  ++statistics_.collections;
  statistics_.pause_ns = std::max(statistics_.pause_ns, now_ns_() - start_ns);
}

}  // namespace workloads::swarm
