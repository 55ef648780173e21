// Rounds in which every agent learns the sum of what all of them hold, as a vote or an average needs it.
//
//   mesh   everyone tells everyone: agents * (agents - 1) messages, each one hop
//   tree   sums go up, the result comes down: 2 * (agents - 1) messages, over as many levels as the tree has
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace workloads::swarm {

enum class Topology { mesh, tree };

// Above so many agents coordination is hierarchical.
inline constexpr std::size_t mesh_agents_max = 20, tree_children = 4;
constexpr Topology topology_for(std::size_t agents) {
  return agents > mesh_agents_max ? Topology::tree : Topology::mesh;
}

class Rounds {
 public:
  // What a round came to.
  struct Outcome {
    std::uint64_t sum = 0;       // modulo 2^64
    std::size_t informed = 0;    // agents that know it
    std::uint64_t messages = 0;  // from one agent to another
    bool operator==(const Outcome&) const = default;
  };

  // `agents` >= 1 on `workers` >= 1 threads.
  Rounds(std::size_t agents, int workers, Topology topology);
  ~Rounds();
  // One value for each agent; ends the program on another number of them.
  Outcome run(std::span<const std::uint64_t> values);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace workloads::swarm
