#include "workloads/swarm/cycle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "workloads/random.h"

namespace workloads::swarm {
namespace {

using Costs = std::vector<std::uint64_t>;
constexpr Handout all_handouts[] = {Handout::in_turn, Handout::least_loaded, Handout::largest_first};

std::uint64_t greatest_load(const Costs& costs, std::size_t agents, Handout how) {
  const std::vector<std::size_t> owners = hand_out(costs, agents, how);
  std::vector<std::uint64_t> load(agents);
  for (std::size_t i = 0; i < costs.size(); ++i) load.at(owners[i]) += costs[i];
  return *std::max_element(load.begin(), load.end());
}

// The least that any plan can give its busiest agent, by trying all.
std::uint64_t best_load(const Costs& costs, std::vector<std::uint64_t>& load, std::size_t next) {
  if (next == costs.size()) return *std::max_element(load.begin(), load.end());
  std::uint64_t best = UINT64_MAX;
  for (std::uint64_t& one : load) {
    one += costs[next];
    best = std::min(best, best_load(costs, load, next + 1));
    one -= costs[next];
  }
  return best;
}

TEST(Handout, IsWhatItsNameSays) {
  const Costs costs = {1, 1, 1, 9, 3, 3};
  EXPECT_EQ(hand_out(costs, 3, Handout::in_turn), (std::vector<std::size_t>{0, 1, 2, 0, 1, 2}));
  EXPECT_EQ(hand_out(costs, 3, Handout::least_loaded), (std::vector<std::size_t>{0, 1, 2, 0, 1, 2}));
  EXPECT_EQ(hand_out(costs, 3, Handout::largest_first), (std::vector<std::size_t>{1, 2, 1, 0, 1, 2}));
  for (const Handout how : all_handouts) EXPECT_TRUE(hand_out({}, 3, how).empty());
}

TEST(Handout, TheLargestFirstIsNeverWorseThanFourThirdsOfTheBest) {
  Random random(1);
  for (int trial = 0; trial < 200; ++trial) {
    Costs costs(1 + random.next() % 7);
    for (std::uint64_t& cost : costs) cost = 1 + random.next() % 20;
    const std::size_t agents = 1 + random.next() % 3;
    std::vector<std::uint64_t> none(agents);
    const std::uint64_t best = best_load(costs, none, 0), got = greatest_load(costs, agents, Handout::largest_first);
    EXPECT_GE(got, best);
    EXPECT_LE(3 * got, 4 * best);
  }
}

TEST(Handout, BalanceIsTheMeanOverTheGreatest) {
  EXPECT_DOUBLE_EQ(balance(Costs{2, 4}, std::vector<std::size_t>{0, 1}, 2), 0.75);
  EXPECT_DOUBLE_EQ(balance(Costs{5}, std::vector<std::size_t>{1}, 3), 1);
  EXPECT_DOUBLE_EQ(balance({}, {}, 3), 1);
}

TEST(Cycle, GivesWhatOneAloneGives) {
  for (const std::size_t subtasks : {1, 2, 7, 20, 64}) {
    for (const std::size_t agents : {1, 3, 50}) {
      for (const Handout how : all_handouts) {
        Cycle cycle({.rows = 64, .columns = 33, .subtasks = subtasks, .agents = agents, .workers = 2, .handout = how});
        for (int turn = 0; turn < 3; ++turn) ASSERT_EQ(cycle.run(), subtasks);
        const std::vector<float> got = cycle.result();
        EXPECT_GT(cycle.balance(), 0);
        EXPECT_LE(cycle.balance(), 1);
        cycle.run_alone();
        EXPECT_EQ(got, cycle.result());
        EXPECT_NE(std::accumulate(got.begin(), got.end(), 0.0f), 0);
      }
    }
  }
}

TEST(Cycle, IsBalancedBeforeTheFirst) { EXPECT_EQ(Cycle({.rows = 8, .columns = 8, .subtasks = 4}).balance(), 1); }

TEST(CycleDeathTest, RefusesPlansThatAreNone) {
  EXPECT_DEATH(Cycle({.subtasks = 0}), "subtasks");
  EXPECT_DEATH(Cycle({.rows = 4, .subtasks = 5}), "subtasks");
  EXPECT_DEATH(Cycle({.agents = 0}), "agents");
}

}  // namespace
}  // namespace workloads::swarm
