// Keeps a crew of agents at work. Where an agent goes while it has requests, another comes and gets them; where memory
// allows fewer agents than were wanted, fewer do the same work. So every request is answered as long as one agent can
// be had at all.
//
//   Spawner spawner(coordinator, {.seats = 50});
//   Supervisor supervisor(coordinator, spawner, 50, now);
//   supervisor.answer(requests);     // all of them; agents may be retired meanwhile, by any thread
#pragma once

#include <functional>
#include <span>

#include "workloads/swarm/spawner.h"

namespace workloads::swarm {

class Supervisor {
 public:
  using Clock = std::uint64_t (*)();
  // Since it was made.
  struct Statistics {
    std::uint64_t answered = 0;
    std::uint64_t returned = 0;     // requests whose agent had gone
    std::uint64_t replaced = 0;     // agents that came for one that had gone
    std::uint64_t recovery_ns = 0;  // the longest, from handing requests out until those that came back were answered
  };

  // A crew of `wanted` >= 1 agents of the spawner, which nobody else spawns from. Recovery is timed by `now`.
  Supervisor(Coordinator& coordinator, Spawner& spawner, std::size_t wanted, Clock now);
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;

  // Returns how many were answered: all, unless no agent can be had. `disturb` is called when requests have been handed
  // out and before any was answered, with those who have them: it is where a test does harm.
  using Disturb = std::function<void(std::span<const AgentId>)>;
  std::size_t answer(std::span<Request> requests, const Disturb& disturb = nullptr);

  // Agents at work now: as many as wanted, or as memory allows.
  std::size_t crew() const { return crew_.size(); }
  const Statistics& statistics() const { return statistics_; }

 private:
  void fill();
  void dismiss(AgentId agent);

  Coordinator& coordinator_;
  Spawner& spawner_;
  std::size_t wanted_;
  Clock now_;
  std::vector<AgentId> crew_;
  Statistics statistics_;
};

}  // namespace workloads::swarm
