// Who gets which of a cycle's subtasks, by what each is expected to cost.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace workloads::swarm {

// in_turn        one after the other, whatever they cost
// least_loaded   each to the agent that has least, in the order given
// largest_first  the same, the dearest first: no agent then has more than 4/3 of what the best plan would give it
//                (R. Graham, "Bounds on multiprocessing timing anomalies", 1969)
enum class Handout { in_turn, least_loaded, largest_first };

// Returns the agent, 0 to agents - 1, of each subtask. agents >= 1. Deterministic: of equals the first.
std::vector<std::size_t> hand_out(std::span<const std::uint64_t> costs, std::size_t agents, Handout how);

// Returns the mean load over the greatest, of the agents that can have one: 1 is even. 1 for no costs.
double balance(std::span<const std::uint64_t> costs, std::span<const std::size_t> owners, std::size_t agents);

}  // namespace workloads::swarm
