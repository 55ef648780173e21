#include "workloads/swarm/consensus/consensus.h"

#include <gtest/gtest.h>

#include <cmath>

#include "workloads/swarm/consensus/agreed_log.h"

namespace workloads::swarm {
namespace {

constexpr std::uint64_t seeds = 20;

std::string told(const ConsensusPlan& plan) {
  return std::to_string(plan.participants) + " participants, " + std::to_string(plan.faulty) + " faulty (" +
         std::to_string(int(plan.fault)) + "), loss " + std::to_string(plan.loss) + ", seed " +
         std::to_string(plan.seed);
}

void expect_all_decide(ConsensusPlan plan) {
  for (const Fault fault : {Fault::silent, Fault::two_faced}) {
    for (const double loss : {0.0, 0.1}) {
      for (plan.seed = 1; plan.seed <= seeds; ++plan.seed) {
        plan.fault = fault;
        plan.loss = loss;
        const Decision decision = decide(plan);
        EXPECT_EQ(decision.decided, plan.participants - plan.faulty) << told(plan);
        EXPECT_TRUE(decision.agreed) << told(plan);
        EXPECT_TRUE(decision.proposed) << told(plan);
      }
    }
  }
}

TEST(Consensus, AQuorumDecidesWithFewerThanAThirdFaulty) {
  for (const unsigned participants : {4u, 5u, 7u, 10u, 20u, 50u}) {
    for (const unsigned faulty : {0u, 1u, (participants - 1) / 3})
      expect_all_decide({.protocol = Protocol::quorum, .participants = participants, .faulty = faulty});
  }
}

TEST(Consensus, SamplingDecidesWithATenthFaulty) {
  for (const unsigned participants : {4u, 5u, 10u, 20u, 50u})
    expect_all_decide({.protocol = Protocol::sampling, .participants = participants, .faulty = participants / 10});
}

// Shares that have no exact number in binary: 0.56 of 25 is 14, not 15, so that it decides as 14 of 25 do.
TEST(Consensus, AShareOfThoseAskedIsCountedAsItIsWritten) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    ConsensusPlan plan{.protocol = Protocol::sampling, .participants = 50, .faulty = 5, .seed = seed, .sample = 25};
    plan.agreement = 0.56;
    const Decision written = decide(plan);
    plan.agreement = 13.5 / 25;
    const Decision rounded = decide(plan);
    EXPECT_EQ(written.letters, rounded.letters) << seed;
    EXPECT_EQ(written.rounds, rounded.rounds) << seed;
  }
}

// The network can do harm: with more faults than the protocol is made for, these same checks find it.
TEST(Consensus, MoreFaultsThanAThirdAreSeenToBreakIt) {
  unsigned disagreements = 0, undecided = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    ConsensusPlan plan{.participants = 10, .faulty = 5, .fault = Fault::two_faced, .seed = seed};
    disagreements += !decide(plan).agreed;
    plan.fault = Fault::silent;
    undecided += decide(plan).decided == 0;
  }
  EXPECT_GT(disagreements, 0u);
  EXPECT_EQ(undecided, 200u);
}

TEST(Consensus, ASilentProposerCostsARound) {
  unsigned swift = 0, slow = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Decision decision = decide({.participants = 10, .faulty = 3, .seed = seed});
    ++(decision.rounds == 1 ? swift : slow);
    EXPECT_EQ(decision.rounds > 1, decision.elapsed_us > 20'000) << seed;
  }
  EXPECT_GT(swift, 50u);
  EXPECT_GT(slow, 15u);
}

TEST(Consensus, SamplingNeedsFewerLettersOfEachThanAQuorumWhereThereAreMany) {
  for (const unsigned participants : {32u, 128u}) {
    const Decision quorum = decide({.participants = participants});
    const Decision sampling =
        decide({.protocol = Protocol::sampling, .participants = participants, .sample = 8, .streak = 8});
    // A quorum's letters grow with the square.
    EXPECT_NEAR(double(quorum.letters) / participants / participants, 3, 0.2);
    EXPECT_LT(double(sampling.letters) / participants, 8 * 2 * 60);
  }
}

TEST(Consensus, TheSameSeedIsTheSameDecision) {
  for (const Protocol protocol : {Protocol::quorum, Protocol::sampling}) {
    const ConsensusPlan plan{.protocol = protocol, .participants = 20, .faulty = 2, .loss = 0.1, .seed = 3};
    const Decision a = decide(plan), b = decide(plan);
    EXPECT_EQ(a.letters, b.letters);
    EXPECT_EQ(a.elapsed_us, b.elapsed_us);
    ConsensusPlan other = plan;
    other.seed = 4;
    EXPECT_NE(decide(other).elapsed_us, a.elapsed_us);
  }
}

TEST(Consensus, NamesWhatIsWrongWithAPlan) {
  EXPECT_EQ(problem({}), nullptr);
  EXPECT_NE(problem({.participants = 3}), nullptr);
  EXPECT_NE(problem({.participants = 129}), nullptr);
  EXPECT_NE(problem({.participants = 5, .faulty = 6}), nullptr);
  EXPECT_NE(problem({.loss = 0.6}), nullptr);
  EXPECT_NE(problem({.loss = std::nan("")}), nullptr);
  EXPECT_NE(problem({.sample = 0}), nullptr);
  EXPECT_NE(problem({.agreement = 0.5}), nullptr);
  EXPECT_DEATH(decide({.participants = 1}), "problem\\(\\) says why");
}

TEST(AgreedLog, HoldsEveryCommandOnceInTheOrderInWhichItCame) {
  for (const std::size_t batch : {1, 3, 64}) {
    AgreedLog log({.participants = 7, .faulty = 2, .fault = Fault::two_faced, .loss = 0.02}, batch);
    EXPECT_FALSE(log.step());
    for (std::uint64_t command = 0; command < 20; ++command) log.submit(command);
    while (log.pending() > 0) ASSERT_TRUE(log.step());
    ASSERT_EQ(log.commands().size(), 20u);
    for (std::uint64_t command = 0; command < 20; ++command) EXPECT_EQ(log.commands()[command], command);
    EXPECT_EQ(log.statistics().decisions, (20 + batch - 1) / batch);
    EXPECT_GT(log.statistics().letters, 20u);
  }
}

TEST(AgreedLog, WithTooManyFaultyNothingIsDecidedAndNothingLost) {
  for (const unsigned faulty : {3u, 7u}) {  // with 7 nobody is left to disagree
    AgreedLog log({.participants = 7, .faulty = faulty}, 4);
    log.submit(1);
    EXPECT_FALSE(log.step()) << faulty;
    EXPECT_EQ(log.pending(), 1u);
    EXPECT_TRUE(log.commands().empty());
  }
}

}  // namespace
}  // namespace workloads::swarm
