// Runs agents on a few threads. An agent is an identity, a mailbox and a receive(); it runs on one thread at a time,
// and agents share nothing but messages. The thread that calls run() works too, so one worker means no thread at all.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "workloads/swarm/run_queue.h"
#include "workloads/swarm/traffic.h"

namespace workloads::swarm {

class Coordinator;

class Agent : private Scheduled {
 public:
  virtual ~Agent() = default;
  // Handles one message. May send any number of messages, this one included.
  virtual void receive(Message& message, Coordinator& coordinator) = 0;
  AgentId id() const { return id_; }

 private:
  friend class Coordinator;
  AgentId id_ = 0;
};

class Coordinator {
 public:
  // With `workers` >= 1 of them, the caller of run() included. `clock`, if any, is what their waiting is counted by.
  explicit Coordinator(int workers, RunQueues::Clock clock = nullptr);
  ~Coordinator();
  Coordinator(const Coordinator&) = delete;

  // The lower 20 bits of an identity are an agent's place; whoever has agents come and go on one place tells them apart
  // by the others (spawner.h).
  static constexpr AgentId most_agents = 1 << 20;
  static constexpr std::size_t place_of(AgentId id) { return id % most_agents; }

  // Adds an agent, below `most_agents` of them, and returns its identity: 0, 1, 2 ... Only while nothing is under way.
  // Those that send to each other are best added one after the other: neighbours share a worker and its cache.
  AgentId add(std::unique_ptr<Agent> agent);
  // Posts a message to the place of message.to; false if there is no such place. Any thread.
  bool send(Message& message);
  // Works until every message was received, those included that were sent meanwhile.
  void run();
  // What that clock said of all workers' waiting for agents (RunQueues::waited).
  std::uint64_t waited() const { return queues_.waited(); }

 private:
  void schedule(Agent& agent);
  void work(Scheduled& scheduled, std::size_t worker);
  void help(std::size_t worker);
  std::size_t home_of(std::size_t place) const { return std::size_t(place * homes_ >> 32); }

  std::vector<std::unique_ptr<Agent>> agents_;
  std::size_t workers_;
  std::uint64_t homes_ = 0;  // workers for an agent, times 2^32
  RunQueues queues_;
  Traffic traffic_;
  std::atomic<bool> stop_{false};
  std::vector<std::thread> helpers_;
};

}  // namespace workloads::swarm
