#include "workloads/swarm/run_queue.h"

namespace workloads::swarm {

void RunQueue::push(Scheduled& agent) {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    agent.next = nullptr;
    (first_ == nullptr ? first_ : last_->next) = &agent;
    last_ = &agent;
    size_.store(size_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    wake = sleepers_ > 0;
  }
  if (wake) wake_.notify_one();
}

Scheduled* RunQueue::try_pop() {
  if (size_.load(std::memory_order_relaxed) == 0) return nullptr;
  std::lock_guard lock(mutex_);
  return first_ == nullptr ? nullptr : unlink();
}

void RunQueue::wake_all() {
  // Taken and released, so that a worker between its last look and its sleep is not missed.
  { std::lock_guard lock(mutex_); }
  wake_.notify_all();
}

void RunQueue::pause() {
  constexpr int rounds = 16;
  for (int i = 0; i < rounds; ++i) {
#ifdef __x86_64__
    __builtin_ia32_pause();
#endif
  }
}

Scheduled* RunQueue::unlink() {
  Scheduled* agent = first_;
  first_ = agent->next;
  size_.store(size_.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
  return agent;
}

}  // namespace workloads::swarm
