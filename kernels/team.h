// Helper threads that are started once and share out numbered tasks with the caller, who works too. Nothing is divided
// beforehand: whoever is free takes the next number, so a helper whose core is taken by another process costs its own
// share and the caller does the rest. Waiting spins for a bounded time, then sleeps.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#ifndef __EMSCRIPTEN__
#include <mutex>
#include <thread>
#endif
#include <vector>

namespace kernels {

#ifdef __EMSCRIPTEN__
// The modules are built without threads: there the caller does everything.
class Team {
 public:
  explicit Team(std::size_t) {}
  std::size_t threads() const { return 1; }
  template <class F>
  void run(std::size_t count, const F& f) {
    for (std::size_t i = 0; i < count; ++i) f(i);
  }
};
#else
class Team {
 public:
  // A team of `threads`, the caller included; 0 and 1 start nobody.
  explicit Team(std::size_t threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  std::size_t threads() const { return helpers_.size() + 1; }

  // Calls task(context, i) once for every i in [0, count), on any of the threads, and returns when all are done. One
  // caller at a time; a second one waits for its turn. A task must not call run().
  using Task = void (*)(const void* context, std::size_t i);
  void run(std::size_t count, Task task, const void* context);
  template <class F>
  void run(std::size_t count, const F& f) {
    run(
        count, [](const void* context, std::size_t i) { (*static_cast<const F*>(context))(i); }, &f);
  }

 private:
  struct Job {
    Task task = nullptr;
    const void* context = nullptr;
    std::size_t count = 0;
  };
  void help();
  void take_tasks(const Job& job);

  std::mutex one_caller_;
  Job job_;                              // written while no round is open and no helper inside
  std::atomic<std::uint32_t> round_{0};  // odd while a round is open
  std::atomic<std::size_t> next_{0}, done_{0};
  std::atomic<std::uint32_t> inside_{0};  // helpers that may look at job_
  std::atomic<bool> stop_{false};
  std::vector<std::thread> helpers_;
};
#endif

}  // namespace kernels
