// The swarm: one operation is 200 tasks, whose outcome must be the one that doing them serially has. On one worker, the
// calling thread, it shows what agents, mailboxes and scheduling cost on top of the tasks; on two, what a second core
// gains. Each agent has one task under way, and the tasks are the same whatever the number of agents.
#include "workloads/swarm/swarm.h"

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <memory>
#include <random>
#include <thread>

#include "harness/bench/bench.h"
#include "workloads/latency.h"

namespace {

using namespace bench;
using namespace workloads::swarm;
using workloads::now_ns, workloads::percentile;

constexpr std::uint64_t tasks_per_op = 200, seed = 7;
constexpr int version = 3;  // of all that are scalability/swarm: numbers of workers are compared within one

std::string compare(const Outcome& got, const Outcome& want) {
  if (got == want) return "";
  return std::to_string(got.tasks) + " tasks, checksum " + std::to_string(got.checksum) + "; want " +
         std::to_string(want.tasks) + " and " + std::to_string(want.checksum);
}

auto swarm_op(const Params& p) {
  auto swarm = std::make_shared<Swarm>(int(p["agents"]), int(p["workers"]), seed, now_ns);
  return op([swarm] { return swarm->run(tasks_per_op); })
      .items(double(tasks_per_op))
      .metric("latency_p50_ns", [swarm] { return percentile(swarm->latencies(), 0.50); })
      .metric("latency_p99_ns", [swarm] { return percentile(swarm->latencies(), 0.99); })
      .expect([want = serial_outcome(tasks_per_op, seed)](const Outcome& got) { return compare(got, want); });
}

template <class Run>
double elapsed_ns(Run run) {
  const std::uint64_t start = now_ns();
  run();
  return double(now_ns() - start);
}

// The middle of many measured shares, after one that warms up.
template <class Share>
double median_share(Share share) {
  constexpr int turns = 25;
  share();
  std::vector<double> shares(turns);
  for (double& one : shares) one = share();
  std::nth_element(shares.begin(), shares.begin() + turns / 2, shares.end());
  return shares[turns / 2];
}

const Metric latency_p50 = {.name = "latency_p50_ns", .unit = "ns", .kind = Kind::time};
const Metric latency_p99 = {.name = "latency_p99_ns", .unit = "ns", .kind = Kind::time};

BENCH({.name = "scalability/swarm",
       .version = version,
       .params = grid("agents", {10, 50}) * grid("workers", {1}),
       .tags = {"gate"},
       .metrics = {latency_p50, latency_p99},
       .make = swarm_op});
// What agents, mailboxes and scheduling take of the whole. Both times are taken in turn when the metric is read, and in
// the same memory, because where a task's arrays lie matters more than what a message costs; each turn in other memory.
double overhead(int agents) {
  std::mt19937 random(seed);
  const auto shift = [&] { return std::make_unique<std::byte[]>(1 + random() % 65536); };
  return median_share([&] {
    const auto before = shift();
    Swarm swarm(agents, 1, seed, now_ns);
    swarm.run(tasks_per_op);
    const double whole_ns = elapsed_ns([&] { swarm.run(10 * tasks_per_op); });
    return 1 - elapsed_ns([&] { swarm.run_serially(10 * tasks_per_op); }) / whole_ns;
  });
}

BENCH({.name = "scalability/swarm",
       .version = version,
       .params = grid("agents", {1, 5, 20}) * grid("workers", {1}),
       .metrics = {latency_p50, latency_p99, {.name = "overhead", .unit = "1", .kind = Kind::share}},
       .make = [](const Params& p) -> std::unique_ptr<Work> {
         return swarm_op(p).metric("overhead", [agents = int(p["agents"])] { return overhead(agents); });
       }});

// The tasks without any agent: the difference to the above is the price of the runtime.
BENCH({.name = "scalability/swarm/serial", .make = [](const Params&) -> std::unique_ptr<Work> {
         return op([] { return serial_outcome(tasks_per_op, seed); })
             .items(double(tasks_per_op))
             .expect([want = serial_outcome(tasks_per_op, seed)](const Outcome& got) { return compare(got, want); });
       }});

#ifndef __EMSCRIPTEN__  // no threads there
// Cores are those that this process may use: on one core a second worker can gain nothing, and nothing is expected.
double cores(int workers) {
  return std::min(double(workers), double(std::max(1u, std::thread::hardware_concurrency())));
}

// T1 / (cores * Tn), both times taken in turn when the metric is read: in steady work, as operations are timed, each
// right after another of its kind; or from rest, when the helpers have gone to sleep while one worked alone.
enum class From { work, rest };
double efficiency(int agents, int workers, From from) {
  Swarm alone(agents, 1, seed, now_ns), together(agents, workers, seed, now_ns);
  const auto timed_ns = [from](Swarm& swarm) {
    if (from == From::work) swarm.run(tasks_per_op);
    return elapsed_ns([&] { swarm.run(tasks_per_op); });
  };
  return median_share([&] {
    const double one_ns = timed_ns(alone);
    return one_ns / (cores(workers) * timed_ns(together));
  });
}

// Of the calling thread.
std::uint64_t processor_ns() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return std::uint64_t(t.tv_sec) * 1'000'000'000 + std::uint64_t(t.tv_nsec);
}

// Processor time of all threads over what the cores have, while tasks wait, without what they spin for while they wait
// for agents: a core that looks into empty queues is busy and does nothing. The clock of a thread that runs elsewhere
// is only brought up to date now and then, so this takes some hundred milliseconds.
double working(int agents, int workers) {
  Swarm swarm(agents, workers, seed, now_ns, processor_ns);
  swarm.run(tasks_per_op);
  const std::clock_t before = std::clock();
  const std::uint64_t waited_before_ns = swarm.waited();
  const double wall_ns = elapsed_ns([&] { swarm.run(400 * tasks_per_op); });
  const double used_ns = double(std::clock() - before) * (1e9 / CLOCKS_PER_SEC);
  return (used_ns - double(swarm.waited() - waited_before_ns)) / (cores(workers) * wall_ns);
}

BENCH({.name = "scalability/swarm",
       .version = version,
       .params = grid("agents", {1, 5, 10, 20, 50}) * grid("workers", {2}),
       .clock = Clock::wall,
       .metrics = {latency_p50,
                   latency_p99,
                   {.name = "efficiency", .unit = "1", .better = Better::more, .kind = Kind::share},
                   {.name = "efficiency_from_rest", .unit = "1", .better = Better::more, .kind = Kind::share},
                   {.name = "working", .unit = "1", .better = Better::more, .kind = Kind::share}},
       .make = [](const Params& p) -> std::unique_ptr<Work> {
         const int agents = int(p["agents"]), workers = int(p["workers"]);
         return swarm_op(p)
             .metric("efficiency", [=] { return efficiency(agents, workers, From::work); })
             .metric("efficiency_from_rest", [=] { return efficiency(agents, workers, From::rest); })
             .metric("working", [=] { return working(agents, workers); });
       }});
#endif

}  // namespace
