#include "workloads/swarm/coordinator.h"

namespace workloads::swarm {

Coordinator::Coordinator(int workers, RunQueues::Clock clock)
    : workers_(std::size_t(workers)), queues_(workers_, clock), traffic_(workers_) {
  for (std::size_t i = 1; i < workers_; ++i) helpers_.emplace_back([this, i] { help(i); });
}

Coordinator::~Coordinator() {
  stop_.store(true);
  queues_.wake_all();
  for (std::thread& helper : helpers_) helper.join();
}

AgentId Coordinator::add(std::unique_ptr<Agent> agent) {
  agent->id_ = AgentId(agents_.size());
  agents_.push_back(std::move(agent));
  homes_ = (std::uint64_t(workers_) << 32) / agents_.size();
  return agents_.back()->id_;
}

bool Coordinator::send(Message& message) {
  const std::size_t place = place_of(message.to);
  if (place >= agents_.size()) return false;
  traffic_.sent();
  Agent& agent = *agents_[place];
  if (agent.mailbox.post(message)) schedule(agent);
  return true;
}

// Work that is handed to and fro by one worker alone stays with it: a worker that has nothing else to do keeps an agent
// whose home is idle, because bringing the task there takes longer than most of them.
void Coordinator::schedule(Agent& agent) {
  const std::size_t home = home_of(place_of(agent.id())), here = traffic_.worker_or(home);
  queues_.push(agent, queues_.is_empty(here) && queues_.is_idle(home) ? here : home);
}

void Coordinator::run() {
  const Traffic::Seat seat(traffic_, 0);
  const auto idle = [this] { return traffic_.is_over(); };
  while (Scheduled* agent = queues_.pop(0, idle)) work(*agent, 0);
}

void Coordinator::help(std::size_t worker) {
  const auto stopped = [this] { return stop_.load(); };
  const Traffic::Seat seat(traffic_, worker);
  while (!stopped()) {
    if (Scheduled* agent = queues_.pop(worker, stopped)) work(*agent, worker);
  }
}

// One turn: everything that has come so far. An agent that gets more meanwhile goes to the end of the queue.
void Coordinator::work(Scheduled& scheduled, std::size_t worker) {
  Agent& agent = static_cast<Agent&>(scheduled);
  std::size_t received = 0;
  for (Message* message = scheduled.mailbox.take(); message != nullptr; ++received) {
    Message* following = message->next;  // receive() may send the message on
    agent.receive(*message, *this);
    message = following;
  }
  if (!scheduled.mailbox.finish()) schedule(agent);
  // After finish(), so that no agent has a turn any more when run() returns.
  traffic_.received(worker, received);
  if (queues_.any_sleeps() && traffic_.is_over()) queues_.wake_all();
}

}  // namespace workloads::swarm
