// What a crew of agents is sent for a series of tasks, counted in tokens. A task is a question on a context; to answer
// it an agent needs both. Nothing is generated here: the answer is a number worked out from both texts, which is what
// lets a remembered answer be checked, and its length is the task's. Three things save tokens:
//
//   results    a question on a context that was answered before is not asked again
//   contexts   an agent keeps contexts in its memory (agent_memory.h); what it has is sent as a reference
//   routing    a task goes to the agent that has its context, if one is known, and in turn otherwise
//
// A token is four bytes of text.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "workloads/swarm/agent_memory.h"

namespace workloads::swarm {

inline constexpr std::uint64_t token_bytes = 4, reference_tokens = 2;

struct Question {
  std::uint64_t context = 0, number = 0;  // number: of the questions on this context
  std::uint32_t question_tokens = 0, answer_tokens = 0;
};

// Contexts by number, made from a seed: the same everywhere.
class Library {
 public:
  // Of tokens_min to tokens_max tokens each.
  Library(std::size_t contexts, std::size_t tokens_min, std::size_t tokens_max, std::uint64_t seed);
  std::span<const std::byte> text(std::uint64_t context) const { return texts_.at(std::size_t(context)); }

 private:
  std::vector<std::vector<std::byte>> texts_;
};

struct DeskPlan {
  std::size_t agents = 10;
  MemoryBudget memory = {};
  std::size_t results_bytes = 1u << 20;  // of answers kept
  bool keeps_results = true, keeps_contexts = true, routes = true;
};

class Desk {
 public:
  // Since it was made.
  struct Statistics {
    std::uint64_t tasks = 0, tokens = 0;                  // sent to agents and written by them
    std::uint64_t results_reused = 0, contexts_sent = 0;  // tasks without an agent; contexts sent whole
  };

  // Ends the program on a plan without agents. An agent whose floor the memory has no room for keeps nothing.
  Desk(const Library& library, const DeskPlan& plan, AgentMemory::Clock now_ns);

  // Returns the answer.
  std::uint64_t perform(const Question& question);
  const Statistics& statistics() const { return statistics_; }
  // What the answer has to be.
  static std::uint64_t answer(std::span<const std::byte> context, std::uint64_t number);

 private:
  AgentId choose(std::uint64_t context);
  std::span<const std::byte> hand_over(AgentId agent, std::uint64_t context);

  const Library& library_;
  DeskPlan plan_;
  AgentMemory memory_;
  kernels::memory::Tiers results_;
  std::unordered_map<std::uint64_t, AgentId> holder_;  // of each context: who had it last
  AgentId next_ = 0;
  Statistics statistics_;
};

}  // namespace workloads::swarm
