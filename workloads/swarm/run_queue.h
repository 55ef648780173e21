// Agents that are scheduled and wait for a worker, first come, first served. An agent is in it at most once, so it is a
// linked list and never allocates. A worker that finds it empty spins for a while, because waking a sleeping core
// costs more than most tasks take, and then sleeps, because a core is not ours to burn.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "workloads/swarm/mailbox.h"

namespace workloads::swarm {

// The part of an agent that the runtime needs.
struct Scheduled {
  Mailbox mailbox;
  Scheduled* next = nullptr;  // the run queue's
};

class RunQueue {
 public:
  // Adds one at the end, and wakes a worker that sleeps. Any thread.
  void push(Scheduled& agent);
  // Returns an agent, or nullptr at once if there is none.
  Scheduled* try_pop();
  // Returns an agent; nullptr as soon as `done()` holds. Whoever makes it hold must call wake_all().
  template <class Done>
  Scheduled* pop(Done done) {
    for (int spin = 0; spin < spins_before_sleep; ++spin) {
      if (Scheduled* agent = try_pop()) return agent;
      if (done()) return nullptr;
      pause();
    }
    std::unique_lock lock(mutex_);
    ++sleepers_;
    wake_.wait(lock, [&] { return first_ != nullptr || done(); });
    --sleepers_;
    return first_ != nullptr ? unlink() : nullptr;
  }
  void wake_all();

 private:
  // 10 to 30 microseconds.
  static constexpr int spins_before_sleep = 400;
  static void pause();
  Scheduled* unlink();

  std::mutex mutex_;
  std::condition_variable wake_;
  Scheduled *first_ = nullptr, *last_ = nullptr;
  int sleepers_ = 0;
  std::atomic<std::size_t> size_{0};  // lets spinning workers look without taking the lock
};

}  // namespace workloads::swarm
