// Where a process spends its processor time: every millisecond of it the kernel takes a sample of the instruction that
// runs (perf_event_open(2), by its software clock, because virtual machines have no counters). Each costs an interrupt,
// on a virtual machine some 3 % in all. A shell holds the process until it is watched, so that nothing of it is missed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/plan/launcher.h"

namespace harness {

// One sample.
struct Hit {
  std::uint64_t address = 0;
  double at_s = 0;         // CLOCK_MONOTONIC
  bool in_kernel = false;  // seen only where the kernel lets us
  bool in_child = false;   // of a process that the watched one started
};

// Executable memory of the process: [start, end) comes from `file` at `offset`.
struct Mapping {
  std::uint64_t start = 0, end = 0, offset = 0;
  std::string file;  // or such as "[vdso]"; "//anon" for code that was made while it ran
};

struct Watched {
  std::vector<Hit> hits;
  std::vector<Mapping> mappings;
  bool full = false;  // the room for samples was used up, after some 16 s of one core's time
};

class Sampler final : public Tap {
 public:
  Sampler();
  ~Sampler() override;
  // Why the kernel does not let this process watch others that it starts; "" where it does.
  static std::string obstacle();
  // Throws Error(no_verdict) where the kernel does not let us watch.
  Command instead_of(const Command& command) override;
  void started() override;
  // All samples; call it once the launch has ended.
  Watched take();

 private:
  class Ring;
  void close_pipes();

  std::vector<int> cores_;
  int its_number_[2] = {-1, -1}, go_[2] = {-1, -1};  // pipes: the shell tells its process number, then waits
  int process_ = 0;
  std::vector<std::unique_ptr<Ring>> rings_;
};

}  // namespace harness
