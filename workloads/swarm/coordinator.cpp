#include "workloads/swarm/coordinator.h"

namespace workloads::swarm {

Coordinator::Coordinator(int workers) : workers_(std::size_t(workers)), queues_(std::size_t(workers_)) {
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
  homes_ = (workers_ << 32) / agents_.size();
  return agents_.back()->id_;
}

bool Coordinator::send(Message& message) {
  const std::size_t place = place_of(message.to);
  if (place >= agents_.size()) return false;
  // Counted before it can be received: else the count could reach zero while this message is on its way.
  in_flight_.fetch_add(1, std::memory_order_relaxed);
  Agent& agent = *agents_[place];
  if (agent.mailbox.post(message)) queues_.push(agent, home_of(place));
  return true;
}

void Coordinator::run() {
  const auto idle = [this] { return in_flight_.load(std::memory_order_acquire) == 0; };
  while (!idle()) {
    if (Scheduled* agent = queues_.pop(0, idle)) work(*agent);
  }
}

void Coordinator::help(std::size_t worker) {
  const auto stopped = [this] { return stop_.load(); };
  while (!stopped()) {
    if (Scheduled* agent = queues_.pop(worker, stopped)) work(*agent);
  }
}

// One turn: everything that has come so far. An agent that gets more meanwhile goes to the end of the queue.
void Coordinator::work(Scheduled& scheduled) {
  Agent& agent = static_cast<Agent&>(scheduled);
  std::size_t received = 0;
  for (Message* message = scheduled.mailbox.take(); message != nullptr; ++received) {
    Message* following = message->next;  // receive() may send the message on
    agent.receive(*message, *this);
    message = following;
  }
  if (!scheduled.mailbox.finish()) queues_.push(scheduled, home_of(place_of(agent.id())));
  // After finish(), so that no agent has a turn any more when run() returns.
  if (in_flight_.fetch_sub(received, std::memory_order_acq_rel) == received) queues_.wake_all();
}

}  // namespace workloads::swarm
