// What decide() chooses from: one function per protocol and file.
#pragma once

#include "workloads/swarm/consensus/consensus.h"

namespace workloads::swarm::consensus {

// Each ends after a virtual minute.
inline constexpr std::uint64_t minute_us = 60'000'000;

// The plan is one: decide() has looked.
Decision decide_by_quorum(const ConsensusPlan& plan);
Decision decide_by_sampling(const ConsensusPlan& plan);

// Takes down that a sound participant has decided.
struct Minutes {
  // The value, whether anyone had proposed it, the round and the time.
  void note(std::uint32_t value, bool was_proposed, unsigned round, std::uint64_t now_us) {
    decision.agreed &= decision.decided == 0 || value == first;
    decision.proposed &= was_proposed;
    if (decision.decided++ == 0) first = value;
    if (round > decision.rounds) decision.rounds = round;
    decision.elapsed_us = now_us;
  }
  Decision decision;
  std::uint32_t first = 0;
};

}  // namespace workloads::swarm::consensus
