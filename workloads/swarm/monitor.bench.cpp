// What watching costs: one operation is a second of it, ten samples of four gauges of a crew of 50 agents, whose memory
// goes up and down across the limit so that alerts begin and end.
#include "workloads/swarm/monitor.h"

#include "harness/bench/bench.h"
#include "workloads/latency.h"
#include "workloads/swarm/supervisor.h"

namespace {

using namespace bench;
using namespace workloads::swarm;

constexpr int samples = 10;

struct Watched {
  Watched() : monitor(usual_rules()) {
    monitor.watch("memory_share", [this] { return turn++ % 4 < 2 ? 0.9 : 0.7; });
    monitor.watch("coordination_latency_ns", [this] { return double(supervisor.statistics().recovery_ns); });
    monitor.watch("alive", [this] { return double(spawner.statistics().alive); });
    monitor.watch("answered", [this] { return double(supervisor.statistics().answered); });
  }
  std::size_t second() {
    std::size_t told = 0;
    for (int i = 0; i < samples; ++i) told += monitor.sample(workloads::now_ns()).size();
    return told;
  }
  Coordinator coordinator{1};
  Spawner spawner{coordinator, {.seats = 50, .warm = 50}};
  Supervisor supervisor{coordinator, spawner, 50, workloads::now_ns};
  Monitor monitor;
  unsigned turn = 0;
};

BENCH({.name = "scalability/monitor", .make = [](const Params&) -> std::unique_ptr<Work> {
         auto watched = std::make_shared<Watched>();
         return op([watched] { return watched->second(); }).items(samples).expect([](std::size_t told) -> std::string {
           return told == 5 ? "" : std::to_string(told) + " alerts began or ended; want 5";
         });
       }});

}  // namespace
