// Agents that do tasks together. Each has one task under way: it does the first half, its neighbour the second, a
// collector adds the result up and hands out the next task.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace workloads::swarm {

// What a number of tasks came to.
struct Outcome {
  std::uint64_t tasks = 0;
  std::uint64_t checksum = 0;  // the sum of all results: the order does not matter
  bool operator==(const Outcome&) const = default;
};

// Returns what a swarm must arrive at, by doing the tasks one after the other without any agent.
Outcome serial_outcome(std::uint64_t tasks, std::uint64_t seed);

class Swarm {
 public:
  using Clock = std::uint64_t (*)();
  // `agents` >= 1 agents on `workers` >= 1 threads, the caller of run() included. `now` is what latencies are measured
  // with, because nothing here reads a clock of its own; `waiting`, if any, what the workers' waiting is counted by.
  Swarm(int agents, int workers, std::uint64_t seed, Clock now, Clock waiting = nullptr);
  ~Swarm();

  // Performs tasks 0 to tasks - 1.
  Outcome run(std::uint64_t tasks);
  // The same one after the other, without any agent: the tasks lie where they lie for run().
  Outcome run_serially(std::uint64_t tasks);
  // Returns how long the last tasks took from being handed out to being collected, in the clock's unit; at most 16384.
  std::vector<std::uint64_t> latencies() const;
  // Returns how long all workers together have waited for agents since the swarm was made, in that clock's unit.
  std::uint64_t waited() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace workloads::swarm
