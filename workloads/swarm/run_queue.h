// Agents that are scheduled and wait for a worker: a queue for each worker, first come, first served. An agent waits in
// the queue of its home, the worker in whose cache its memory lies; a worker whose queue stays empty takes from the
// others, because a core that does nothing costs more than memory that moves; what its own worker takes at once it
// leaves alone. An agent is in one queue and once at most, so they are linked lists and never allocate. A worker that
// finds nothing spins for a while, because waking a sleeping core costs more than most tasks take, and then sleeps,
// because a core is not ours to burn.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "workloads/swarm/mailbox.h"

namespace workloads::swarm {

// The part of an agent that the runtime needs.
struct Scheduled {
  Mailbox mailbox;
  Scheduled* next = nullptr;  // the run queue's
};

class RunQueues {
 public:
  // `clock`, if any, is what waiting is counted by: read by the worker that waits, twice a wait and where it falls
  // asleep.
  using Clock = std::uint64_t (*)();
  explicit RunQueues(std::size_t workers, Clock clock = nullptr) : lines_(workers), clock_(clock), waits_(workers) {}
  // Adds one at the end of `home`'s, and wakes a worker that sleeps, that one if it does. Any thread.
  void push(Scheduled& agent, std::size_t home);
  // Whether nobody waits for `worker` at this moment, and whether it has found nothing to do.
  bool is_empty(std::size_t worker) const { return lines_[worker].size.load(std::memory_order_relaxed) == 0; }
  bool is_idle(std::size_t worker) const { return lines_[worker].idle.load(std::memory_order_relaxed); }
  // Returns an agent for `worker`; nullptr as soon as `done()` holds. Whoever makes it hold must call wake_all().
  template <class Done>
  Scheduled* pop(std::size_t worker, Done done) {
    if (Scheduled* agent = try_pop(lines_[worker])) return agent;
    lines_[worker].idle.store(true, std::memory_order_relaxed);
    if (clock_) waits_[worker].since = clock_();
    Scheduled* agent = wait(worker, done);
    if (clock_) count_waiting(worker);
    lines_[worker].idle.store(false, std::memory_order_relaxed);
    return agent;
  }
  // Whether a worker sleeps or will after a last look at `done()`: no need to call wake_all() otherwise.
  bool any_sleeps() const { return sleepers_.load() > 0; }
  void wake_all();
  // What the clock said of all workers' waiting, until each last found an agent, fell asleep or was done.
  std::uint64_t waited() const;

 private:
  // 100 to 240 microseconds; 7 to 15, for which the last agent of another queue is left to its worker.
  static constexpr int spins_before_sleep = 1600, spins_before_last = 100;
  // Then the last one, too, where it still waits after so many looks. Looks are seldom: each takes a line of the cache
  // away from who works.
  static constexpr int looks_before_last = 4, spins_of_a_look = 16;

  struct alignas(64) Line {
    std::mutex mutex;
    Scheduled *first = nullptr, *last = nullptr;
    std::atomic<std::size_t> size{0};  // lets spinning workers look without taking the lock
    std::atomic<bool> idle{false};
    std::condition_variable wake;  // with sleep_mutex_
    bool sleeps = false;
  };
  // What a worker's clock said; nobody but itself writes it.
  struct alignas(64) Waiting {
    std::uint64_t since = 0;
    std::atomic<std::uint64_t> sum{0};
  };
  template <class Done>
  Scheduled* wait(std::size_t worker, Done done) {
    for (;;) {
      for (int spin = 0; spin < spins_before_sleep; ++spin) {
        if (Scheduled* agent = try_pop(lines_[worker])) return agent;
        if (spin < spins_before_last || spin % spins_of_a_look == 0) {
          if (done()) return nullptr;
          const std::size_t left = spin < spins_before_last ? 1 : 0;
          if (Scheduled* agent = take_from_others(worker, left)) return agent;
        }
        pause();
      }
      if (clock_) count_waiting(worker);
      std::unique_lock lock(sleep_mutex_);
      sleepers_.fetch_add(1);
      while (!has_any() && !done()) {
        lines_[worker].sleeps = true;
        lines_[worker].wake.wait(lock);
      }
      lines_[worker].sleeps = false;
      sleepers_.fetch_sub(1, std::memory_order_relaxed);
    }
  }
  static void pause();
  static Scheduled* try_pop(Line& line, std::size_t left = 0);
  static bool keeps_waiting(const Line& line);
  Scheduled* take_from_others(std::size_t worker, std::size_t left);
  bool has_any();
  void count_waiting(std::size_t worker);

  std::vector<Line> lines_;  // of the workers
  std::mutex sleep_mutex_;
  std::atomic<int> sleepers_{0};
  const Clock clock_;
  std::vector<Waiting> waits_;  // of the workers
};

}  // namespace workloads::swarm
