// A round in which 5 to 100 agents learn the sum of what all hold: by the topology that the runtime takes for so many,
// by a mesh, by a tree.
#include "workloads/swarm/rounds.h"

#include <numeric>
#include <vector>

#include "harness/bench/bench.h"

namespace {

using namespace bench;
using namespace workloads::swarm;

std::unique_ptr<Work> round_case(const Params& p, Topology topology) {
  const auto agents = std::size_t(p["agents"]);
  auto rounds = std::make_shared<Rounds>(agents, 1, topology);
  std::vector<std::uint64_t> values(agents);
  std::iota(values.begin(), values.end(), 1u);
  auto messages = std::make_shared<double>();
  return op([=] {
           const Rounds::Outcome outcome = rounds->run(values);
           *messages = double(outcome.messages);
           return outcome;
         })
      .items(double(agents))
      .metric("messages", [messages] { return *messages; })
      .expect([agents](const Rounds::Outcome& got) -> std::string {
        if (got.informed != agents) return std::to_string(got.informed) + " agents know the sum";
        return got.sum == agents * (agents + 1) / 2 ? "" : "the sum is wrong";
      });
}

const std::vector<Params> sizes = grid("agents", {5, 10, 20, 50, 100});
const std::vector<Metric> metrics = {{.name = "messages", .unit = "1", .exact = true}};

BENCH({.name = "scalability/round", .params = sizes, .metrics = metrics, .make = [](const Params& p) {
         return round_case(p, topology_for(std::size_t(p["agents"])));
       }});
BENCH({.name = "scalability/round", .params = sizes, .metrics = metrics, .impl = "mesh", .make = [](const Params& p) {
         return round_case(p, Topology::mesh);
       }});
BENCH({.name = "scalability/round", .params = sizes, .metrics = metrics, .impl = "tree", .make = [](const Params& p) {
         return round_case(p, Topology::tree);
       }});

}  // namespace
