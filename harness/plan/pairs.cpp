#include "harness/plan/pairs.h"

#include <algorithm>

#include "harness/plan/deferred.h"
#include "harness/plan/overlap.h"
#include "harness/stats/summary.h"

namespace harness {
namespace {

// Of two that failed, the one that did not fail for the other.
std::string failure_of(const std::array<Launch, 2>& pair) {
  const Launch* failed = nullptr;
  for (const Launch& launch : pair) {
    if (launch.failure.empty()) continue;
    if (failed == nullptr || failed->failure.starts_with(only_waited)) failed = &launch;
  }
  return failed == nullptr ? "" : failed->side + ": " + failed->failure;
}

// True where the pair does not count because it will be taken again.
bool disturbed_and_repeated(PairedTask& task, std::array<Launch, 2>& pair) {
  if (primary_sample(pair[0]).series.exact) return false;  // a size does not care
  const std::string why = disturbance(pair[0], pair[1]);
  if (why.empty()) return false;
  task.disturbance = why;
  if (task.repeated >= task.wanted / 4) {
    ++task.disturbed;
    return false;
  }
  ++task.repeated;
  for (Launch& launch : pair) launch.failure = std::string(repeated_launch) + why;
  return true;
}

bool take_rounds(std::span<PairedTask> tasks, int core, Random& random, Deadline deadline, const OnPair& on_pair,
                 Deferred& telling) {
  using Clock = std::chrono::steady_clock;
  while (true) {
    std::vector<PairedTask*> round;
    for (PairedTask& task : tasks) {
      if (task.failure.empty() && task.pairs.size() < task.wanted) round.push_back(&task);
    }
    if (round.empty()) return true;
    std::shuffle(round.begin(), round.end(), random);
    for (PairedTask* task : round) {
      const auto start = Clock::now();
      if (start >= deadline) return false;
      auto pair = launch_pair(task->task, std::int64_t(task->pairs.size()), core, random, [&] { telling.now(); });
      task->pair_s = std::chrono::duration<double>(Clock::now() - start).count();
      task->failure = failure_of(pair);
      if (task->failure.empty() && !disturbed_and_repeated(*task, pair)) task->pairs.push_back(pair);
      telling.set([&on_pair, task, pair = std::move(pair)] { on_pair(*task, pair); });
    }
  }
}

}  // namespace

bool take_pairs(std::span<PairedTask> tasks, int core, Random& random, Deadline deadline, const OnPair& on_pair) {
  Deferred telling;
  bool in_time = false;
  finishing(telling, [&] { in_time = take_rounds(tasks, core, random, deadline, on_pair, telling); });
  return in_time;
}

const Sample& primary_sample(const Launch& launch) {
  const auto found =
      std::find_if(launch.samples.begin(), launch.samples.end(), [](const Sample& s) { return s.series.primary; });
  return *found;  // samples_of() always makes one
}

PairedValues primary_values(const PairedTask& task) {
  PairedValues values;
  for (const auto& pair : task.pairs) {
    values.series = primary_sample(pair[1]).series;
    values.base.push_back(stats::median(primary_sample(pair[0]).values));
    values.head.push_back(stats::median(primary_sample(pair[1]).values));
  }
  return values;
}

}  // namespace harness
