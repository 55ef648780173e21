#include "workloads/swarm/cycle.h"

#include <algorithm>

#include "kernels/check.h"
#include "kernels/gemv.h"
#include "kernels/tanh.h"
#include "workloads/random.h"
#include "workloads/swarm/coordinator.h"

namespace workloads::swarm {
namespace {

struct Job {
  std::size_t columns;
  std::vector<float> a, x, sums, y;
};

struct Subtask : Message {
  std::size_t first = 0, rows = 0;
  void work(Job& job) const {
    kernels::gemv({.m = rows,
                   .n = job.columns,
                   .a = &job.a[first * job.columns],
                   .a_stride = job.columns,
                   .x = job.x.data(),
                   .y = &job.sums[first]});
    kernels::tanh(&job.sums[first], &job.y[first], rows);
  }
};

// Does what it is given and sends it back.
class Worker : public Agent {
 public:
  explicit Worker(Job& job) : job_(job) {}
  void receive(Message& message, Coordinator& coordinator) override {
    static_cast<Subtask&>(message).work(job_);
    std::swap(message.from, message.to);
    coordinator.send(message);
  }

 private:
  Job& job_;
};

class Joiner : public Agent {
 public:
  void receive(Message&, Coordinator&) override { ++joined; }
  std::size_t joined = 0;
};

}  // namespace

struct Cycle::Parts {
  explicit Parts(const CyclePlan& p) : plan(p), coordinator(p.workers), subtasks(p.subtasks) {
    Random random(p.seed);
    const auto fill = [&random](std::vector<float>& values, std::size_t n) {
      values.resize(n);
      for (float& value : values) value = float(std::int64_t(random.next()) >> 40) * 0x1p-24f;
    };
    job.columns = p.columns;
    fill(job.a, p.rows * p.columns);
    fill(job.x, p.columns);
    job.sums.resize(p.rows);
    job.y.resize(p.rows);
    // Cuts at random places: no two the same, and so no subtask is empty.
    std::vector<std::size_t> cuts = {0, p.rows};
    while (cuts.size() < p.subtasks + 1) {
      const std::size_t cut = random.next() % p.rows;
      if (std::find(cuts.begin(), cuts.end(), cut) == cuts.end()) cuts.push_back(cut);
    }
    std::sort(cuts.begin(), cuts.end());
    for (std::size_t i = 0; i < p.subtasks; ++i) {
      subtasks[i].first = cuts[i];
      subtasks[i].rows = cuts[i + 1] - cuts[i];
      costs.push_back(subtasks[i].rows);
    }
    for (std::size_t i = 0; i < p.agents; ++i) workers.push_back(coordinator.add(std::make_unique<Worker>(job)));
    auto made = std::make_unique<Joiner>();
    joiner = made.get();
    coordinator.add(std::move(made));
  }

  CyclePlan plan;
  Job job;
  Coordinator coordinator;
  std::vector<Subtask> subtasks;
  std::vector<std::uint64_t> costs;
  std::vector<AgentId> workers;
  std::vector<std::size_t> owners;
  Joiner* joiner = nullptr;
};

Cycle::Cycle(const CyclePlan& plan) {
  KERNEL_CHECK(plan.rows > 0 && plan.columns > 0 && plan.agents > 0, "Cycle: no rows, columns or agents");
  KERNEL_CHECK(plan.subtasks > 0 && plan.subtasks <= plan.rows, "Cycle: want 1 to `rows` subtasks");
  parts_ = std::make_unique<Parts>(plan);
}
Cycle::~Cycle() = default;

std::size_t Cycle::run() {
  Parts& p = *parts_;
  p.owners = hand_out(p.costs, p.workers.size(), p.plan.handout);
  p.joiner->joined = 0;
  for (std::size_t i = 0; i < p.subtasks.size(); ++i) {
    p.subtasks[i].from = p.joiner->id();
    p.subtasks[i].to = p.workers[p.owners[i]];
    p.coordinator.send(p.subtasks[i]);
  }
  p.coordinator.run();
  return p.joiner->joined;
}

void Cycle::run_alone() {
  for (const Subtask& subtask : parts_->subtasks) subtask.work(parts_->job);
}

const std::vector<float>& Cycle::result() const { return parts_->job.y; }

double Cycle::balance() const {
  const Parts& p = *parts_;
  return p.owners.empty() ? 1 : swarm::balance(p.costs, p.owners, p.workers.size());
}

}  // namespace workloads::swarm
