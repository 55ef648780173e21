// What agents are given to do: a mix of kernels on seeded data, in two halves so that two agents take part. No kernel
// has more than about a quarter of the time, so that the swarm measures the runtime and not one kernel. A result
// depends on the task's number, the seed of the world and the instruction set alone.
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/swarm/mailbox.h"

namespace workloads::swarm {

// Seeded values that all tasks read; a task's number decides which of them.
class World {
 public:
  explicit World(std::uint64_t seed);
  // Returns where a task of this number finds its `which`-th input, of at most 2048 floats.
  const float* input(std::uint64_t task, std::uint64_t which) const;

 private:
  std::vector<float> values_;
};

class Task : public Message {
 public:
  static constexpr std::uint32_t unassigned = 0, first_half = 1, second_half = 2, done = 3;  // Message::kind

  // Makes this task number `number`, to be begun.
  void assign(std::uint64_t number);
  void do_first_half(const World& world);
  void do_second_half(const World& world);
  std::uint64_t result() const { return result_; }

  AgentId home = 0;  // who gets this task's first half
  std::uint64_t assigned_at = 0;

 private:
  static constexpr std::size_t side = 32, length = 2048, chances = 1536;
  std::uint64_t number_ = 0, result_ = 0;
  float similarity_ = 0;
  alignas(64) float product_[side * side];
  alignas(64) float chances_[chances];
  alignas(64) float positive_[length];
  alignas(64) float bounded_[side * side];
  alignas(64) float mean_[chances];
};

}  // namespace workloads::swarm
