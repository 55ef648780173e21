// A helper announces itself in inside_ before it looks whether a round is open; the caller closes the round before it
// looks whether anybody is inside. One of the two sees the other, so a job is never replaced under a reader.
#include "kernels/team.h"

#ifndef __EMSCRIPTEN__

namespace kernels {
namespace {

constexpr int spins = 1000;  // about 20 µs: waking a sleeping core takes longer

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// Returns when `value` is no longer `old`.
template <class T>
void wait_while(const std::atomic<T>& value, T old) {
  for (int i = 0; i < spins; ++i) {
    if (value.load() != old) return;
    pause();
  }
  value.wait(old);
}

}  // namespace

Team::Team(std::size_t threads) {
  for (std::size_t i = 1; i < threads; ++i) helpers_.emplace_back([this] { help(); });
}

Team::~Team() {
  stop_ = true;
  round_ += 2;  // still no round open, but another number for those who wait
  round_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void Team::take_tasks(const Job& job) {
  for (std::size_t i = next_++; i < job.count; i = next_++) {
    job.task(job.context, i);
    if (++done_ == job.count) done_.notify_all();
  }
}

void Team::help() {
  for (std::uint32_t seen = 0; !stop_;) {
    wait_while(round_, seen);
    ++inside_;
    seen = round_;
    if (seen % 2 == 1) take_tasks(job_);
    if (--inside_ == 0) inside_.notify_all();
  }
}

void Team::run(std::size_t count, Task task, const void* context) {
  if (helpers_.empty() || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) task(context, i);
    return;
  }
  const std::lock_guard<std::mutex> lock(one_caller_);
  job_ = {task, context, count};
  next_ = 0;
  done_ = 0;
  ++round_;
  round_.notify_all();
  take_tasks(job_);
  for (std::size_t done = done_; done != count; done = done_) wait_while(done_, done);
  ++round_;
  for (std::uint32_t inside = inside_; inside != 0; inside = inside_) wait_while(inside_, inside);
}

}  // namespace kernels
#endif
