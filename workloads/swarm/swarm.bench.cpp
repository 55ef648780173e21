// The swarm on one worker, the calling thread: what agents, mailboxes and scheduling cost on top of the tasks, which
// are the same whatever the number of agents. Each agent has one task under way.
#include "workloads/swarm/swarm_case.h"

namespace {

using namespace bench;
using namespace workloads::swarm;

BENCH({.name = "scalability/swarm",
       .params = grid("agents", {1, 5, 10, 20, 50}) * grid("workers", {1}),
       .tags = {"gate"},
       .metrics = {latency_p50, latency_p99},
       .make = [](const Params& p) {
         return swarm_op(std::make_shared<Swarm>(int(p["agents"]), int(p["workers"]), swarm_seed, now_ns));
       }});

// The tasks without any agent: the difference to the above is the price of the runtime.
BENCH({.name = "scalability/swarm/serial", .make = [](const Params&) {
         const auto check = [](const Outcome& got) {
           return got == serial_outcome(tasks_per_op, swarm_seed) ? std::string() : "the outcome varies";
         };
         return op([] { return serial_outcome(tasks_per_op, swarm_seed); }).items(double(tasks_per_op)).expect(check);
       }});

}  // namespace
