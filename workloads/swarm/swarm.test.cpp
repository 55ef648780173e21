#include "workloads/swarm/swarm.h"

#include <gtest/gtest.h>

#include "kernels/isa.h"

namespace workloads::swarm {
namespace {

std::uint64_t ticks() {
  static std::atomic<std::uint64_t> count{0};
  return ++count;
}

TEST(Swarm, ArrivesAtTheSerialOutcomeOnEveryIsa) {
  const kernels::Isa before = kernels::current();
  for (kernels::Isa isa : kernels::supported()) {
    ASSERT_TRUE(kernels::force(kernels::name(isa)));
    const Outcome want = serial_outcome(60, 7);
    EXPECT_EQ(want.tasks, 60u);
    for (int agents : {1, 2, 5, 50}) {
      for (int workers : {1, 2}) {
        Swarm swarm(agents, workers, 7, ticks);
        EXPECT_EQ(swarm.run(60), want) << kernels::name(isa) << " agents=" << agents << " workers=" << workers;
        EXPECT_EQ(swarm.run_serially(60), want) << "without agents";
        EXPECT_EQ(swarm.run(60), want) << "second run";
      }
    }
  }
  ASSERT_TRUE(kernels::force(kernels::name(before)));
}

TEST(Swarm, TheOutcomeDependsOnSeedAndNumberOfTasks) {
  EXPECT_NE(serial_outcome(10, 1), serial_outcome(10, 2));
  EXPECT_NE(serial_outcome(10, 1).checksum, serial_outcome(11, 1).checksum);
  EXPECT_EQ(serial_outcome(10, 1), serial_outcome(10, 1));
}

TEST(Swarm, FewerTasksThanAgentsAndNoneAtAll) {
  Swarm swarm(20, 2, 7, ticks);
  EXPECT_EQ(swarm.run(0), Outcome{});
  EXPECT_EQ(swarm.run(3), serial_outcome(3, 7));
}

TEST(Swarm, MeasuresEveryTask) {
  Swarm swarm(5, 1, 7, ticks);
  swarm.run(30);
  EXPECT_EQ(swarm.latencies().size(), 30u);
  for (std::uint64_t latency : swarm.latencies()) EXPECT_GE(latency, 1u);
}

TEST(Swarm, CountsHowLongItsWorkersWait) {
  Swarm uncounted(1, 2, 7, ticks), counted(1, 2, 7, ticks, ticks);
  uncounted.run(30), counted.run(30);
  EXPECT_EQ(uncounted.waited(), 0u);
  EXPECT_GT(counted.waited(), 0u) << "a run ends with a look for more";
}

}  // namespace
}  // namespace workloads::swarm
