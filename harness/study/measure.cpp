// One benchmark's pairs, and the spread of equal arms over kinds of work and pairing modes.
#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "harness/error.h"
#include "harness/gate/judge.h"
#include "harness/plan/controls.h"
#include "harness/plan/pairs.h"
#include "harness/stats/summary.h"
#include "harness/study/study.h"

namespace study {

using namespace harness;

double Differences::spread() const {
  double mean = 0, squares = 0;
  for (const double v : values) mean += v / double(values.size());
  for (const double v : values) squares += (v - mean) * (v - mean);
  return values.size() < 2 ? 0 : std::sqrt(squares / double(values.size() - 1));
}

Differences measure(Task task, std::size_t pairs, int core, Random& random) {
  const Launch first = pilot(task, {}, core, random);
  if (!first.failure.empty()) throw Error(Exit::benchmark, task.base.name + ": " + first.failure);
  PairedTask measured{.task = task, .wanted = pairs};
  take_pairs({&measured, 1}, core, random, Deadline::max(), [](PairedTask&, std::span<const Launch>) {});
  if (!measured.failure.empty()) throw Error(Exit::benchmark, task.base.name + ": " + measured.failure);
  const PairedValues values = primary_values(measured);
  Differences d{task.base.name, task.base_arm->listing.lane, task.pairing, {}};
  for (std::size_t i = 0; i < pairs; ++i) d.values.push_back(std::log(values.head[i] / values.base[i]));
  return d;
}

std::vector<Floor> noise_floor(std::size_t pairs, int core, Random& random, const Say& say) {
  std::vector<Floor> floors;
  std::vector<std::unique_ptr<Arm>> arms;
  for (const char* kind : {"compute", "cache", "memory", "allocation", "threads", "node_compute", "node_collections"}) {
    auto task = control_task(kind, 0, 0, arms);
    if (!task) continue;
    for (const std::string& pairing : {task->pairing, std::string("alternate")}) {
      say(fmt::format("{}, {}", kind, pairing));
      task->pairing = pairing;
      const Differences d = measure(*task, pairs, core, random);
      const double spread = stats::robust_spread(d.values);
      floors.push_back({d, spread, std::expm1(gate::fit_tolerance(spread))});
    }
  }
  return floors;
}

std::vector<Spread> spreads(const SuiteSpec& suite, std::size_t pairs, int core, Random& random, const Say& say) {
  const Arm arm{suite, list_suite(suite), {}};
  std::vector<Spread> found;
  for (const Benchmark& benchmark : arm.listing.benchmarks) {
    if (!benchmark.twin) continue;
    say(benchmark.name);
    Task task;
    task.base = task.head = benchmark;
    task.base_arm = task.head_arm = &arm;
    task.pairing = "twin";
    const double twin = measure(task, pairs, core, random).spread();
    task.pairing = "alternate";
    found.push_back({benchmark.name, twin, measure(task, pairs, core, random).spread()});
  }
  return found;
}

std::vector<Ratio> ratios(std::size_t twin_pairs, std::size_t alone_pairs, int core, Random& random, const Say& say) {
  constexpr double error = 0.025;
  struct Change {
    int base_percent, head_percent;
  };
  std::vector<Ratio> found;
  std::vector<std::unique_ptr<Arm>> arms;
  for (const char* kind : {"compute", "cache", "memory", "allocation", "cache_edge"}) {
    for (const Change c : {Change{100, 0}, {25, 0}, {0, 10}, {0, 50}, {0, 100}, {0, 300}}) {
      auto task = control_task(kind, c.base_percent, c.head_percent, arms);
      if (!task) continue;
      const double planted = double(100 + c.head_percent) / double(100 + c.base_percent) - 1;
      say(fmt::format("{} {:+.0f} %", kind, 100 * planted));
      const Differences twin = measure(*task, twin_pairs, core, random);
      task->pairing = "alternate";
      const Differences alone = measure(*task, alone_pairs, core, random);
      const auto relative = [&](const Differences& d) {
        const stats::Interval i = stats::signed_rank_interval(d.values, error);
        return stats::Interval{std::expm1(i.lo), std::expm1(i.estimate), std::expm1(i.hi)};
      };
      found.push_back({kind, planted, relative(twin), relative(alone)});
    }
  }
  return found;
}

}  // namespace study
