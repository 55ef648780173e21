// One benchmark under the counter of exact/callgrind.h: what one operation costs in instructions and allocations.
// Counts do not mind company, so all arms run at once and on any core.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/plan/launcher.h"

namespace harness {

inline constexpr const char* counted_metrics[] = {"instructions", "allocations"};

// Why the benchmark cannot be counted, on either side; "" where it can. Of a suite the counter knows what one thread
// does where it is marked, or in Google Benchmark's loop; a command is counted whole.
std::string uncountable(const Task& task);

// How many operations a counted launch does: about a millisecond of them, by the pilot's iterations. Google Benchmark
// chooses for itself.
std::int64_t counted_operations(const Task& task, const Effort& effort);

struct CountedLaunch {
  Launch launch;                              // of mode "insn"; one sample of each metric, or what went wrong
  std::map<std::string, double> by_function;  // instructions of one operation
};

// Launches both arms, or base alone where there is no head, each for so many operations; they are base, head (or solo).
std::vector<CountedLaunch> launch_counted(const Task& task, std::int64_t round, std::int64_t operations);

}  // namespace harness
