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
  std::vector<std::array<Launch, 2>> pairs;  // base, head
  bool open = true;                          // more pairs are wanted
  std::string failure;                       // "" or which side failed, and how
  double pair_s = 0;                         // what a pair costs, from the last one
};

using Deadline = std::chrono::steady_clock::time_point;

// Called after every pair, with both launches, before the next one starts.
using OnPair = std::function<void(PairedTask&, std::span<const Launch>)>;

// Takes pairs until every open task has `until` of them or has failed; false when the deadline came first.
bool take_pairs(std::span<PairedTask> tasks, std::size_t until, int core, Random& random, Deadline deadline,
                const OnPair& on_pair);

// One value per pair and side, of the primary series: the median of the launch's batches.
struct PairedValues {
  Series series;
  std::vector<double> base, head;
};
PairedValues primary_values(const PairedTask& task);

}  // namespace harness
