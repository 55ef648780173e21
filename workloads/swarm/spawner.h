// Agents that come and go while others work. A new one needs memory of its own and a network, and to make both takes
// milliseconds; so some are kept ready, those that retire are cleaned and kept, and all share one network.
//
//   Coordinator coordinator(2);
//   Spawner spawner(coordinator, {.seats = 50, .warm = 50});
//   const Spawned agent = spawner.spawn();
//   Request request(*agent.id, image);
//   coordinator.send(request), coordinator.run();      // request.output: probabilities
//   spawner.retire(*agent.id);
//
// An agent sits on a seat, one of a fixed number of the coordinator's places, and its identity is place and turn: who
// writes to an agent that has retired gets the request back and never reaches the one that sits there now.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "kernels/memory/pool.h"
#include "workloads/swarm/coordinator.h"
#include "workloads/swarm/model.h"

namespace workloads::swarm {

// Asks an agent to run its network. Whoever made it keeps it, and the input, until it is not waiting any more, and
// calls ask() to use it again.
struct Request : Message {
  enum class State { waiting, answered, undelivered };
  Request(AgentId agent, const float* values) : input(values) { ask(agent); }
  // Makes it ready to be sent again.
  void ask(AgentId agent) {
    to = agent;
    turn = 0;
    state = State::waiting;
  }

  const float* input;         // as many as the network takes
  std::vector<float> output;  // made by the agent; kept when the request is used again
  std::uint32_t turn = 0;     // 1 for the first that this agent answered
  State state = State::waiting;
};

// How many agents there may be, how many are kept ready, and what each gets.
struct SpawnPlan {
  std::size_t seats = 64;               // agents at a time, at least 1
  std::size_t warm = 16;                // ready ones, made beforehand and kept when agents retire; at most `seats`
  std::size_t quota_bytes = 16 * 1024;  // memory of one agent, of which its network works in a part
  std::size_t budget_bytes = SIZE_MAX;  // of all agents and ready ones together
  std::vector<std::size_t> widths = {784, 256, 128, 10};
  std::uint64_t seed = 1;
  bool shares_model = true;  // false: each agent makes a network of its own
};

// Either an identity or why there is none.
struct Spawned {
  std::optional<AgentId> id;
  const char* refusal = nullptr;
};

class Spawner {
 public:
  // Agents now, ready ones, and how many were ever made.
  struct Statistics {
    std::size_t alive = 0, warm = 0;
    std::uint64_t made = 0;  // in all: what is kept ready is made once and used often
  };

  // Takes `plan.seats` places of the coordinator, which must outlive it and have nothing under way; these take requests
  // and no other messages, and none once the spawner has ended. Ends the program on what problem() would name.
  Spawner(Coordinator& coordinator, const SpawnPlan& plan);
  ~Spawner();
  Spawner(const Spawner&) = delete;

  // Returns what is wrong with a plan, or nullptr.
  static const char* problem(const SpawnPlan& plan);

  // Only on the thread that made the spawner. Refused while every seat is taken or the budget is used up. An identity
  // comes back after 4095 others on the same seat, and seats are taken in turn.
  Spawned spawn();
  // From now on nothing is answered in this name; seat and memory come free in the seat's next turn. False if there is
  // no such agent. Any thread.
  bool retire(AgentId agent);
  Statistics statistics() const;

 private:
  class Seat;
  // What an agent owns.
  struct Mind {
    float* memory = nullptr;  // of the pool, quota_bytes: what the network works in
    std::uint32_t answers = 0;
    std::shared_ptr<const Model> model;
  };
  std::optional<Mind> make();
  void clean(Mind& mind) const;
  void vacate(Seat& seat);

  Coordinator& coordinator_;
  SpawnPlan plan_;
  kernels::memory::Pool pool_;
  std::shared_ptr<const Model> model_;
  std::vector<Seat*> seats_;  // the coordinator's, side by side
  mutable std::mutex mutex_;  // of what follows
  std::deque<Seat*> vacant_;
  std::vector<Mind> warm_;
  std::atomic<std::uint64_t> made_{0};
};

}  // namespace workloads::swarm
