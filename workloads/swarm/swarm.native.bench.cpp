// The swarm on two workers. Efficiency is T1 / (cores * T2), both times taken in turn when the metric is read, with the
// cores that this process may use: on one core a second worker can gain nothing, and nothing is expected.
#include <thread>

#include "workloads/swarm/swarm_case.h"

namespace {

using namespace bench;
using namespace workloads::swarm;

double elapsed_ns(Swarm& swarm) {
  const std::uint64_t start = now_ns();
  swarm.run(tasks_per_op);
  return double(now_ns() - start);
}

double efficiency(int agents, int workers) {
  Swarm alone(agents, 1, swarm_seed, now_ns), together(agents, workers, swarm_seed, now_ns);
  const double cores = std::min(double(workers), double(std::max(1u, std::thread::hardware_concurrency())));
  std::vector<double> shares;
  elapsed_ns(alone);
  elapsed_ns(together);
  for (int turn = 0; turn < 9; ++turn) {
    const double one = elapsed_ns(alone), several = elapsed_ns(together);
    shares.push_back(one / (cores * several));
  }
  std::nth_element(shares.begin(), shares.begin() + 4, shares.end());
  return shares[4];
}

BENCH({.name = "scalability/swarm",
       .params = grid("agents", {1, 5, 10, 20, 50}) * grid("workers", {2}),
       .clock = Clock::wall,
       .metrics = {latency_p50,
                   latency_p99,
                   {.name = "efficiency", .unit = "1", .better = Better::more, .kind = Kind::share}},
       .make = [](const Params& p) -> std::unique_ptr<Work> {
         const int agents = int(p["agents"]), workers = int(p["workers"]);
         return swarm_op(std::make_shared<Swarm>(agents, workers, swarm_seed, now_ns)).metric("efficiency", [=] {
           return efficiency(agents, workers);
         });
       }});

}  // namespace
