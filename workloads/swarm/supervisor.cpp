#include "workloads/swarm/supervisor.h"

#include <algorithm>

#include "kernels/check.h"

namespace workloads::swarm {

Supervisor::Supervisor(Coordinator& coordinator, Spawner& spawner, std::size_t wanted, Clock now)
    : coordinator_(coordinator), spawner_(spawner), wanted_(wanted), now_(now) {
  KERNEL_CHECK(wanted >= 1, "Supervisor: a crew has at least one agent");
  fill();
}

Supervisor::~Supervisor() {
  for (const AgentId agent : crew_) spawner_.retire(agent);
  coordinator_.run();
}

void Supervisor::fill() {
  while (crew_.size() < wanted_) {
    const Spawned agent = spawner_.spawn();
    if (!agent.id) return;
    crew_.push_back(*agent.id);
  }
}

void Supervisor::dismiss(AgentId agent) {
  const auto at = std::find(crew_.begin(), crew_.end(), agent);
  if (at == crew_.end()) return;  // another of its requests came back before
  crew_.erase(at);
  ++statistics_.replaced;
}

std::size_t Supervisor::answer(std::span<Request> requests, const Disturb& disturb) {
  std::vector<Request*> open;
  for (Request& request : requests) open.push_back(&request);
  const std::uint64_t start_ns = now_();
  for (bool recovering = false; !open.empty(); recovering = true) {
    fill();
    if (crew_.empty()) break;
    for (std::size_t i = 0; i < open.size(); ++i) {
      open[i]->ask(crew_[i % crew_.size()]);
      coordinator_.send(*open[i]);
    }
    if (disturb) disturb(crew_);
    coordinator_.run();
    std::vector<Request*> returned;
    for (Request* request : open) {
      if (request->state == Request::State::answered) continue;
      returned.push_back(request);
      dismiss(request->to);
    }
    statistics_.answered += open.size() - returned.size();
    statistics_.returned += returned.size();
    if (recovering) statistics_.recovery_ns = std::max(statistics_.recovery_ns, now_() - start_ns);
    open = std::move(returned);
  }
  return requests.size() - open.size();
}

}  // namespace workloads::swarm
