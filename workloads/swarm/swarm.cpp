#include "workloads/swarm/swarm.h"

#include <algorithm>
#include <span>

#include "workloads/swarm/coordinator.h"
#include "workloads/swarm/task.h"

namespace workloads::swarm {
namespace {

// Does halves of tasks.
class Worker : public Agent {
 public:
  explicit Worker(const World& world) : world_(world) {}
  void meet(AgentId neighbour, AgentId collector) { neighbour_ = neighbour, collector_ = collector; }

  void receive(Message& message, Coordinator& coordinator) override {
    Task& task = static_cast<Task&>(message);
    const bool first = task.kind == Task::first_half;
    first ? task.do_first_half(world_) : task.do_second_half(world_);
    task.kind = first ? Task::second_half : Task::done;
    task.from = id();
    task.to = first ? neighbour_ : collector_;
    coordinator.send(task);
  }

 private:
  const World& world_;
  AgentId neighbour_ = 0, collector_ = 0;
};

// Adds results up and hands out what is left to do.
class Collector : public Agent {
 public:
  explicit Collector(Swarm::Clock now) : now_(now) {}

  void receive(Message& message, Coordinator& coordinator) override {
    Task& task = static_cast<Task&>(message);
    const std::uint64_t now = now_();
    if (task.kind == Task::done) {
      latencies_[collected_++ % kept] = now - task.assigned_at;
      outcome_.tasks += 1;
      outcome_.checksum += task.result();
    }
    if (next_ == tasks_) return;
    task.assign(next_++);
    task.from = id();
    task.to = task.home;
    task.assigned_at = now;
    coordinator.send(task);
  }

  // Only while nothing is under way.
  void begin(std::uint64_t tasks) {
    outcome_ = {};
    next_ = 0;
    tasks_ = tasks;
  }
  const Outcome& outcome() const { return outcome_; }
  std::vector<std::uint64_t> latencies() const {
    return {latencies_.begin(), latencies_.begin() + std::ptrdiff_t(std::min(collected_, kept))};
  }

 private:
  static constexpr std::size_t kept = 16384;
  Swarm::Clock now_;
  Outcome outcome_;
  std::uint64_t next_ = 0, tasks_ = 0;
  std::vector<std::uint64_t> latencies_ = std::vector<std::uint64_t>(kept);
  std::size_t collected_ = 0;
};

// Performs tasks 0 to count - 1 one after the other, in the memory of `tasks` in turn.
Outcome perform(std::span<Task> tasks, const World& world, std::uint64_t count) {
  Outcome outcome;
  for (std::uint64_t i = 0; i < count; ++i) {
    Task& task = tasks[i % tasks.size()];
    task.assign(i);
    task.do_first_half(world);
    task.do_second_half(world);
    outcome.tasks += 1;
    outcome.checksum += task.result();
  }
  return outcome;
}

}  // namespace

struct Swarm::Parts {
  Parts(int agents, int workers, std::uint64_t seed, Clock waiting)
      : world(seed), tasks(std::size_t(agents)), coordinator(workers, waiting) {}
  World world;
  std::vector<Task> tasks;
  Coordinator coordinator;
  Collector* collector = nullptr;
};

Outcome serial_outcome(std::uint64_t tasks, std::uint64_t seed) {
  const auto task = std::make_unique<Task>();
  return perform({task.get(), 1}, World(seed), tasks);
}

Swarm::Swarm(int agents, int workers, std::uint64_t seed, Clock now, Clock waiting)
    : parts_(std::make_unique<Parts>(agents, workers, seed, waiting)) {
  std::vector<Worker*> all;
  for (int i = 0; i < agents; ++i) {
    auto worker = std::make_unique<Worker>(parts_->world);
    all.push_back(worker.get());
    parts_->tasks[std::size_t(i)].home = parts_->coordinator.add(std::move(worker));
  }
  auto collector = std::make_unique<Collector>(now);
  parts_->collector = collector.get();
  const AgentId collector_id = parts_->coordinator.add(std::move(collector));
  for (std::size_t i = 0; i < all.size(); ++i) all[i]->meet(AgentId((i + 1) % all.size()), collector_id);
}

Swarm::~Swarm() = default;

Outcome Swarm::run(std::uint64_t tasks) {
  Parts& p = *parts_;
  p.collector->begin(tasks);
  for (Task& task : p.tasks) {
    task.kind = Task::unassigned;
    task.to = p.collector->id();
    p.coordinator.send(task);
  }
  p.coordinator.run();
  return p.collector->outcome();
}

Outcome Swarm::run_serially(std::uint64_t tasks) { return perform(parts_->tasks, parts_->world, tasks); }

std::vector<std::uint64_t> Swarm::latencies() const { return parts_->collector->latencies(); }

std::uint64_t Swarm::waited() const { return parts_->coordinator.waited(); }

}  // namespace workloads::swarm
