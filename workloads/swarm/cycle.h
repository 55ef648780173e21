// Coordination cycles: a job is cut into subtasks, agents get them by a strategy (handout.h), do them, and what they
// found is joined. The job is a layer of a network, y = tanh(A x); a subtask is some of its rows.
#pragma once

#include <memory>

#include "workloads/swarm/handout.h"

namespace workloads::swarm {

// Who works on what.
struct CyclePlan {
  std::size_t rows = 2048, columns = 512;
  std::size_t subtasks = 20;  // at most `rows`, of unequal size
  std::size_t agents = 5;
  int workers = 1;
  Handout handout = Handout::largest_first;
  std::uint64_t seed = 1;
};

class Cycle {
 public:
  // Ends the program on a plan without rows, columns, subtasks or agents, and on more subtasks than rows.
  explicit Cycle(const CyclePlan& plan);
  ~Cycle();

  // Does one cycle; returns how many subtasks came back done.
  std::size_t run();
  // The same by the caller alone, without any agent.
  void run_alone();
  // Row by row, of the last cycle.
  const std::vector<float>& result() const;
  // Of the last cycle, as handout.h defines it, by the number of rows; 1 before the first.
  double balance() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace workloads::swarm
