#include "workloads/swarm/run_queue.h"

namespace workloads::swarm {

// Who sleeps counts itself before it looks into the queues, each under its lock: either it sees the agent, or it is
// seen here.
void RunQueues::push(Scheduled& agent, std::size_t home) {
  Line& line = lines_[home];
  bool wake = false;
  {
    std::lock_guard lock(line.mutex);
    agent.next = nullptr;
    (line.first == nullptr ? line.first : line.last->next) = &agent;
    line.last = &agent;
    line.size.store(line.size.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    wake = sleepers_.load(std::memory_order_relaxed) > 0;
  }
  if (!wake) return;
  std::lock_guard lock(sleep_mutex_);
  Line* sleeper = &line;
  for (std::size_t w = 0; w < lines_.size() && !sleeper->sleeps; ++w) sleeper = &lines_[w];
  if (!sleeper->sleeps) return;
  sleeper->sleeps = false;  // the next push wakes another
  sleeper->wake.notify_one();
}

Scheduled* RunQueues::try_pop(Line& line, std::size_t left) {
  if (line.size.load(std::memory_order_relaxed) <= left) return nullptr;
  std::lock_guard lock(line.mutex);
  Scheduled* agent = line.first;
  if (agent == nullptr) return nullptr;
  line.first = agent->next;
  line.size.store(line.size.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
  return agent;
}

bool RunQueues::keeps_waiting(const Line& line) {
  for (int look = 0; look < looks_before_last; ++look) {
    if (line.size.load(std::memory_order_relaxed) == 0) return false;
    pause();
  }
  return true;
}

Scheduled* RunQueues::take_from_others(std::size_t worker, std::size_t left) {
  for (std::size_t i = 1; i < lines_.size(); ++i) {
    Line& line = lines_[(worker + i) % lines_.size()];
    if (left == 0 && !keeps_waiting(line)) continue;
    if (Scheduled* agent = try_pop(line, left)) return agent;
  }
  return nullptr;
}

bool RunQueues::has_any() {
  for (Line& line : lines_) {
    std::lock_guard lock(line.mutex);
    if (line.first != nullptr) return true;
  }
  return false;
}

void RunQueues::wake_all() {
  // Under the lock, so that a worker between its last look and its sleep is not missed.
  std::lock_guard lock(sleep_mutex_);
  for (Line& line : lines_) line.wake.notify_one();
}

std::uint64_t RunQueues::waited() const {
  std::uint64_t sum = 0;
  for (const Waiting& one : waits_) sum += one.sum.load(std::memory_order_relaxed);
  return sum;
}

void RunQueues::count_waiting(std::size_t worker) {
  Waiting& own = waits_[worker];
  const std::uint64_t now = clock_();
  own.sum.store(own.sum.load(std::memory_order_relaxed) + now - own.since, std::memory_order_relaxed);
  own.since = now;
}

void RunQueues::pause() {
  constexpr int rounds = 4;
  for (int i = 0; i < rounds; ++i) {
#ifdef __x86_64__
    __builtin_ia32_pause();
#endif
  }
}

}  // namespace workloads::swarm
