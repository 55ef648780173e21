#include "workloads/swarm/desk.h"

#include <algorithm>
#include <cstring>

#include "kernels/check.h"
#include "workloads/random.h"

namespace workloads::swarm {

using kernels::memory::Found;

Library::Library(std::size_t contexts, std::size_t tokens_min, std::size_t tokens_max, std::uint64_t seed) {
  Random random(seed);
  texts_.resize(contexts);
  for (auto& text : texts_) {
    text.resize((tokens_min + random.next() % (tokens_max - tokens_min + 1)) * token_bytes);
    for (std::byte& letter : text) letter = std::byte('a' + random.next() % 26);
  }
}

Desk::Desk(const Library& library, const DeskPlan& plan, AgentMemory::Clock now_ns)
    : library_(library),
      plan_(plan),
      memory_(plan.memory, now_ns),
      results_({.hot_bytes = plan.results_bytes / 2, .warm_bytes = plan.results_bytes - plan.results_bytes / 2}) {
  KERNEL_CHECK(plan.agents > 0, "Desk: no agents");
  for (std::size_t agent = 0; agent < plan.agents; ++agent) memory_.join(AgentId(agent), Usage::burst);
}

std::uint64_t Desk::answer(std::span<const std::byte> context, std::uint64_t number) {
  std::uint64_t hash = mix(number);
  for (std::size_t at = 0; at + 8 <= context.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, &context[at], sizeof word);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
  }
  return hash;
}

std::uint64_t Desk::perform(const Question& question) {
  ++statistics_.tasks;
  const std::uint64_t key = mix(question.context) ^ question.number;
  if (plan_.keeps_results) {
    if (const auto known = results_.get(key); known.found != Found::nowhere) {
      std::uint64_t answer;
      std::memcpy(&answer, known.bytes.data(), sizeof answer);
      ++statistics_.results_reused;
      return answer;
    }
  }
  const AgentId agent = choose(question.context);
  const std::uint64_t found = answer(hand_over(agent, question.context), question.number);
  statistics_.tokens += question.question_tokens + question.answer_tokens;
  if (plan_.keeps_results) {
    // As many bytes as the answer's text would take.
    std::vector<std::byte> kept(std::max<std::size_t>(sizeof found, question.answer_tokens * token_bytes));
    std::memcpy(kept.data(), &found, sizeof found);
    results_.put(key, kept);
  }
  return found;
}

AgentId Desk::choose(std::uint64_t context) {
  if (plan_.routes) {
    if (const auto holder = holder_.find(context); holder != holder_.end()) return holder->second;
  }
  const AgentId agent = next_;
  next_ = AgentId((next_ + 1) % plan_.agents);
  holder_[context] = agent;
  return agent;
}

// Returns the context as the agent has it.
std::span<const std::byte> Desk::hand_over(AgentId agent, std::uint64_t context) {
  if (plan_.keeps_contexts) {
    if (const auto known = memory_.get(agent, context); known.found != Found::nowhere) {
      statistics_.tokens += reference_tokens;
      return known.bytes;
    }
  }
  const std::span<const std::byte> text = library_.text(context);
  statistics_.tokens += text.size() / token_bytes;
  ++statistics_.contexts_sent;
  if (plan_.keeps_contexts) memory_.put(agent, context, text);
  return text;
}

}  // namespace workloads::swarm
