// coordination.wasm: agents that come and go and answer requests, on the caller's thread; coordination.mjs is what a
// caller uses. Agents run the network of the swarm's default plan.
#include <emscripten/emscripten.h>

#include <cstddef>
#include <cstdint>

#include "workloads/swarm/spawner.h"

using namespace workloads::swarm;

namespace {

struct Swarm {
  explicit Swarm(const SpawnPlan& plan) : spawner(coordinator, plan), outputs(plan.widths.back()) {}
  Coordinator coordinator{1};
  Spawner spawner;
  std::size_t outputs;
};

}  // namespace

extern "C" {

// Nothing where `seats` and `warm` are no plan.
EMSCRIPTEN_KEEPALIVE Swarm* coordination_new(std::size_t seats, std::size_t warm, std::uint32_t seed) {
  const SpawnPlan plan{.seats = seats, .warm = warm, .seed = seed};
  return Spawner::problem(plan) ? nullptr : new Swarm(plan);
}
EMSCRIPTEN_KEEPALIVE void coordination_delete(Swarm* swarm) { delete swarm; }

// An identity, or all ones, which is none: every seat is taken.
EMSCRIPTEN_KEEPALIVE AgentId coordination_spawn(Swarm* swarm) { return swarm->spawner.spawn().id.value_or(~AgentId{}); }
EMSCRIPTEN_KEEPALIVE bool coordination_retire(Swarm* swarm, AgentId agent) {
  const bool known = swarm->spawner.retire(agent);
  swarm->coordinator.run();
  return known;
}

// Asks `count` agents at once, each with its row of `input`, and writes their rows of `output`. Returns how many
// answered; the row of another is zeros.
EMSCRIPTEN_KEEPALIVE std::size_t coordination_ask(Swarm* swarm, const AgentId* agents, std::size_t count,
                                                  const float* input, std::size_t inputs, float* output) {
  std::vector<Request> requests;
  requests.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    requests.emplace_back(agents[i], input + i * inputs);
    if (!swarm->coordinator.send(requests.back())) requests.back().state = Request::State::undelivered;
  }
  swarm->coordinator.run();
  std::size_t answered = 0;
  for (const Request& request : requests) {
    const bool has_answer = request.state == Request::State::answered;
    answered += has_answer;
    for (std::size_t k = 0; k < swarm->outputs; ++k) *output++ = has_answer ? request.output[k] : 0;
  }
  return answered;
}

}  // extern "C"
