// A coordination cycle of 1 to 20 subtasks for five agents. `subtasks` is how many came back done; `balance` how even
// the agents' rows are; `overhead` what handing out and joining takes of the whole, both times taken in turn.
#include "workloads/swarm/cycle.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/bench/bench.h"
#include "workloads/latency.h"

namespace {

using namespace bench;
using namespace workloads::swarm;
using workloads::now_ns;

// Twenty cycles at a time, because some clocks are coarse.
double overhead(Cycle& cycle) {
  std::vector<double> shares;
  for (int turn = 0; turn < 15; ++turn) {
    const std::uint64_t start = now_ns();
    for (int i = 0; i < 20; ++i) cycle.run();
    const std::uint64_t between = now_ns();
    for (int i = 0; i < 20; ++i) cycle.run_alone();
    shares.push_back(1 - double(now_ns() - between) / double(between - start));
  }
  std::nth_element(shares.begin(), shares.begin() + 7, shares.end());
  return shares[7];
}

// By another cycle, so that what the agents leave out is missing in theirs.
std::vector<float> result_alone(const CyclePlan& plan) {
  Cycle alone(plan);
  alone.run_alone();
  return alone.result();
}

std::unique_ptr<Work> cycle_case(const Params& p, int workers, Handout how) {
  const auto subtasks = std::size_t(p["subtasks"]);
  const CyclePlan plan = {.subtasks = subtasks, .workers = workers, .handout = how};
  auto cycle = std::make_shared<Cycle>(plan);
  const std::vector<float> want = result_alone(plan);
  auto done = std::make_shared<std::pair<double, double>>();  // subtasks, cycles
  auto cycles = op([=] {
    const std::size_t joined = cycle->run();
    done->first += double(joined);
    done->second += 1;
    return joined;
  });
  auto counted = std::move(cycles)
                     .items(double(subtasks))
                     .metric("subtasks", [done] { return done->first / done->second; })
                     .metric("balance", [cycle] { return cycle->balance(); })
                     .expect([=](std::size_t joined) -> std::string {
                       if (joined != subtasks) return std::to_string(joined) + " subtasks came back";
                       return cycle->result() == want ? "" : "a row is not what one alone finds";
                     });
  if (workers > 1) return counted;
  return std::move(counted).metric("overhead", [cycle] { return overhead(*cycle); });
}

const std::vector<Metric> metrics = {
    {.name = "subtasks", .unit = "1", .better = Better::more, .exact = true},
    {.name = "balance", .unit = "1", .better = Better::more, .kind = Kind::share},
};
const std::vector<Metric> with_overhead = {
    metrics[0], metrics[1], {.name = "overhead", .unit = "1", .kind = Kind::share}};

const std::vector<Params> alone = grid("subtasks", {1, 5, 10, 20}) * grid("workers", {1});

BENCH({.name = "scalability/cycle", .params = alone, .metrics = with_overhead, .make = [](const Params& p) {
         return cycle_case(p, 1, Handout::largest_first);
       }});
BENCH({.name = "scalability/cycle",
       .params = alone,
       .metrics = with_overhead,
       .impl = "in_turn",
       .make = [](const Params& p) { return cycle_case(p, 1, Handout::in_turn); }});
BENCH({.name = "scalability/cycle",
       .params = alone,
       .metrics = with_overhead,
       .impl = "least_loaded",
       .make = [](const Params& p) { return cycle_case(p, 1, Handout::least_loaded); }});
#ifndef __EMSCRIPTEN__  // no threads there
BENCH({.name = "scalability/cycle",
       .params = grid("subtasks", {20}) * grid("workers", {2}),
       .clock = Clock::wall,
       .metrics = metrics,
       .make = [](const Params& p) { return cycle_case(p, 2, Handout::largest_first); }});
#endif

}  // namespace
