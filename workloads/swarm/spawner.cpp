#include "workloads/swarm/spawner.h"

#include <algorithm>

#include "kernels/check.h"
#include "kernels/memory/bulk.h"

namespace workloads::swarm {
namespace {

constexpr AgentId nobody = ~AgentId(0);

std::size_t needed_bytes(const std::vector<std::size_t>& widths) {
  return 2 * *std::max_element(widths.begin() + 1, widths.end()) * sizeof(float);
}

}  // namespace

// Where an agent lives: the mailbox stays, minds change. Only `occupant` is looked at outside of the seat's own turn.
class Spawner::Seat : public Agent {
 public:
  explicit Seat(Spawner& spawner) : spawner_(spawner) {}

  void receive(Message& message, Coordinator&) override {
    if (&message == &leave) return spawner_.vacate(*this);
    Request& request = static_cast<Request&>(message);
    if (request.to != occupant.load()) {
      request.state = Request::State::undelivered;
      return;
    }
    request.output.resize(mind.model->outputs());
    mind.model->forward(request.input, mind.memory, request.output.data());
    request.turn = ++mind.answers;
    request.state = Request::State::answered;
  }

  std::atomic<AgentId> occupant{nobody};
  AgentId next = 0;  // identity of the next one: this place, and a turn that counts up
  Mind mind;
  Message leave;  // to itself: clean up after the agent that has retired

 private:
  Spawner& spawner_;
};

const char* Spawner::problem(const SpawnPlan& plan) {
  if (plan.seats < 1 || plan.seats > Coordinator::most_agents / 2) return "Spawner: no seat, or more than fit";
  if (plan.warm > plan.seats) return "Spawner: more agents kept ready than there are seats";
  if (plan.widths.size() < 2 || std::count(plan.widths.begin(), plan.widths.end(), 0u) > 0)
    return "Spawner: a network has an input and an output, and no layer of 0";
  if (plan.quota_bytes < needed_bytes(plan.widths)) return "Spawner: the quota is too small for the network to work in";
  return nullptr;
}

Spawner::Spawner(Coordinator& coordinator, const SpawnPlan& plan)
    : coordinator_(coordinator), plan_(plan), pool_(plan.budget_bytes, kernels::memory::collect_for_coordination) {
  if (const char* what = problem(plan)) KERNEL_CHECK(false, what);
  if (plan.shares_model) model_ = std::make_shared<Model>(plan.widths, plan.seed);
  for (std::size_t i = 0; i < plan.seats; ++i) {
    auto seat = std::make_unique<Seat>(*this);
    seats_.push_back(seat.get());
    seats_.back()->next = seats_.back()->leave.to = coordinator.add(std::move(seat));
  }
  vacant_.assign(seats_.begin(), seats_.end());
  warm_.reserve(plan.warm);
  while (warm_.size() < plan.warm) {
    std::optional<Mind> mind = make();
    if (!mind) break;
    warm_.push_back(std::move(*mind));
  }
}

Spawner::~Spawner() {
  for (Mind& mind : warm_) pool_.free(mind.memory, plan_.quota_bytes);
  for (Seat* seat : seats_) pool_.free(seat->mind.memory, plan_.quota_bytes);
}

// All of the quota is touched, so that an agent that is ready has its memory and not the promise of it.
std::optional<Spawner::Mind> Spawner::make() {
  auto* memory = static_cast<float*>(pool_.allocate(plan_.quota_bytes));
  if (memory == nullptr) return std::nullopt;
  kernels::clear_bytes(memory, plan_.quota_bytes);
  ++made_;
  return Mind{memory, 0, model_ ? model_ : std::make_shared<const Model>(plan_.widths, plan_.seed)};
}

void Spawner::clean(Mind& mind) const {
  mind.answers = 0;
  kernels::clear_bytes(mind.memory, needed_bytes(plan_.widths));
}

// Others only add to what is vacant and ready, so what is seen stays true while a mind is made without the lock.
Spawned Spawner::spawn() {
  std::optional<Mind> mind;
  {
    const std::lock_guard lock(mutex_);
    if (vacant_.empty()) return {std::nullopt, "every seat is taken"};
    if (!warm_.empty()) {
      mind = std::move(warm_.back());
      warm_.pop_back();
    }
  }
  if (!mind) mind = make();
  if (!mind) return {std::nullopt, "the memory of all agents is used up"};
  const std::lock_guard lock(mutex_);
  Seat& seat = *vacant_.front();
  vacant_.pop_front();
  seat.mind = std::move(*mind);
  const AgentId id = seat.next;
  seat.next += Coordinator::most_agents;
  seat.occupant.store(id);
  return {id};
}

bool Spawner::retire(AgentId agent) {
  const std::size_t first = Coordinator::place_of(seats_.front()->leave.to), place = Coordinator::place_of(agent);
  if (place < first || place >= first + seats_.size()) return false;
  Seat& seat = *seats_[place - first];
  if (!seat.occupant.compare_exchange_strong(agent, nobody)) return false;
  return coordinator_.send(seat.leave);
}

// In the seat's turn: the agent has done what it was in the middle of.
void Spawner::vacate(Seat& seat) {
  Mind mind = std::move(seat.mind);
  seat.mind.memory = nullptr;
  clean(mind);
  const std::lock_guard lock(mutex_);
  if (warm_.size() < plan_.warm) {
    warm_.push_back(std::move(mind));
  } else {
    pool_.free(mind.memory, plan_.quota_bytes);
  }
  vacant_.push_back(&seat);
}

Spawner::Statistics Spawner::statistics() const {
  const std::lock_guard lock(mutex_);
  return {seats_.size() - vacant_.size(), warm_.size(), made_};
}

}  // namespace workloads::swarm
