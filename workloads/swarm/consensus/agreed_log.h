// Commands in an order that all sound participants agree on, many to a decision: a decision costs the same letters
// whatever it is about, so a batch of commands shares them (M. Castro and B. Liskov, "Practical Byzantine fault
// tolerance", 1999, batching). Everybody hears of every command; who proposes takes the oldest ones.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "workloads/swarm/consensus/consensus.h"

namespace workloads::swarm {

class AgreedLog {
 public:
  // Over all decisions.
  struct Statistics {
    std::uint64_t decisions = 0, letters = 0, elapsed_us = 0;  // virtual
  };

  // At most `batch` >= 1 commands to a decision. Ends the program on a plan that problem() would name. Each decision
  // has a seed of its own, from the plan's on.
  AgreedLog(const ConsensusPlan& plan, std::size_t batch);

  void submit(std::uint64_t command) { pending_.push_back(command); }
  // Has the oldest commands decided on. False, and they stay pending, where a sound participant came to no decision,
  // none is sound, or nothing is pending.
  bool step();
  std::size_t pending() const { return pending_.size(); }
  const std::vector<std::uint64_t>& commands() const { return commands_; }
  const Statistics& statistics() const { return statistics_; }

 private:
  ConsensusPlan plan_;
  std::size_t batch_;
  std::deque<std::uint64_t> pending_;
  std::vector<std::uint64_t> commands_;
  Statistics statistics_;
};

}  // namespace workloads::swarm
