// Participants that agree on one value over a network that delays and loses letters, some of them faulty. Time is
// virtual and all chance is seeded, so that a decision is the same each time, and costs processor time alone.
//
//   const Decision decision = decide({.protocol = Protocol::quorum, .participants = 50, .faulty = 16});
//
// quorum: Buchman, Kwon and Milosevic, "The latest gossip on BFT consensus" (2018), algorithm 1, for one height. Agrees
// whatever fewer than a third of the participants do; a decision costs letters in the square of their number.
// sampling: Snowball of Team Rocket, "Snowflake to Avalanche" (2018), between two values. Agrees with a probability
// that grows with `streak`; asks a few others at a time. Where more than a fifth are faulty it may not come to an end.
#pragma once

#include <cstdint>

namespace workloads::swarm {

enum class Protocol { quorum, sampling };
// silent: sends nothing at all. two_faced: tells one half of the participants one thing and the other half another.
enum class Fault { silent, two_faced };

// Who takes part, what is wrong with them, and with the network.
struct ConsensusPlan {
  Protocol protocol = Protocol::quorum;
  unsigned participants = 10;  // 4 to 128
  unsigned faulty = 0;         // the first of them
  Fault fault = Fault::silent;
  double loss = 0;  // share of letters that are lost and sent again, 0 to 0.5
  std::uint64_t seed = 1;
  // Of sampling: how many are asked at a time (at most half of all, else everybody hears the same and nobody moves),
  // the share that has to say the same, and how often in a row.
  unsigned sample = 10, streak = 20;
  double agreement = 0.75;
};

struct Decision {
  unsigned decided = 0;          // sound participants that have decided
  bool agreed = true;            // no two of them differently
  bool proposed = true;          // on a value that somebody proposed
  unsigned rounds = 0;           // the most that a sound one needed
  std::uint64_t letters = 0;     // those that were lost included
  std::uint64_t elapsed_us = 0;  // virtual, until the last sound one had decided
};

// Returns what is wrong with a plan, or nullptr.
const char* problem(const ConsensusPlan& plan);
// Ends after a virtual minute, with those undecided that are. Ends the program on what problem() would name.
Decision decide(const ConsensusPlan& plan);

}  // namespace workloads::swarm
