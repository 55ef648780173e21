#include "workloads/swarm/rounds.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "workloads/random.h"

namespace workloads::swarm {
namespace {

TEST(Rounds, EveryoneLearnsTheSum) {
  for (const Topology topology : {Topology::mesh, Topology::tree}) {
    for (const std::size_t agents : {1, 2, 4, 5, 6, 20, 21, 50, 100}) {
      for (const int workers : {1, 2}) {
        Rounds rounds(agents, workers, topology);
        Random random(agents);
        std::vector<std::uint64_t> values(agents);
        for (int turn = 0; turn < 3; ++turn) {
          for (std::uint64_t& value : values) value = random.next();
          const std::uint64_t sum = std::accumulate(values.begin(), values.end(), std::uint64_t(0));
          const std::uint64_t messages = topology == Topology::mesh ? agents * (agents - 1) : 2 * (agents - 1);
          EXPECT_EQ(rounds.run(values), (Rounds::Outcome{sum, agents, messages})) << agents;
        }
      }
    }
  }
}

TEST(Rounds, AreHierarchicalAboveTwentyAgents) {
  EXPECT_EQ(topology_for(20), Topology::mesh);
  EXPECT_EQ(topology_for(21), Topology::tree);
}

TEST(RoundsDeathTest, WantOneValueForEachAgent) {
  EXPECT_DEATH(Rounds(0, 1, Topology::mesh), "agents");
  EXPECT_DEATH(Rounds(3, 1, Topology::tree).run({}), "one value");
}

}  // namespace
}  // namespace workloads::swarm
