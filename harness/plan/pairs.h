// Takes pairs of many benchmarks in rounds: one pair of each in random order, so that one noisy minute cannot hit one
// benchmark alone.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "harness/plan/launcher.h"

namespace harness {

struct PairedTask {
  Task task;
  std::vector<std::array<Launch, 2>> pairs = {};  // base, head
  std::size_t wanted = 0;                         // pairs to take
  std::string failure = {};                       // "" or which side failed, and how
  double pair_s = 0;                              // what a pair costs, from the last one
  std::size_t repeated = 0;                       // pairs that were taken again because something disturbed them
  std::size_t disturbed = 0;                      // pairs that count although something did
  std::string disturbance = {};                   // the last one's, in words
};

using Deadline = std::chrono::steady_clock::time_point;

// Called for every pair, in order, with both launches: while the next one runs, or before take_pairs() returns or
// throws.
using OnPair = std::function<void(PairedTask&, std::span<const Launch>)>;

// Takes pairs until every task has those that it wants or has failed; false when the deadline came first. A disturbed
// pair (overlap.h) is told with a failure that says so and taken again, at most a quarter of those wanted; then it
// counts as it is.
bool take_pairs(std::span<PairedTask> tasks, int core, Random& random, Deadline deadline, const OnPair& on_pair);

// One value per pair and side, of the primary series: the median of the launch's batches.
struct PairedValues {
  Series series;
  std::vector<double> base, head;
};
PairedValues primary_values(const PairedTask& task);
// The sample of a launch's primary series.
const Sample& primary_sample(const Launch& launch);

}  // namespace harness
