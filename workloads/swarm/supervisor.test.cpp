#include "workloads/swarm/supervisor.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace workloads::swarm {
namespace {

constexpr std::size_t inputs = 8;

std::uint64_t ticks() {
  static std::atomic<std::uint64_t> time{0};
  return ++time;
}

SpawnPlan small(std::size_t seats) {
  return {.seats = seats, .warm = 0, .quota_bytes = 1024, .widths = {inputs, 8, 3}};
}

struct Work {
  explicit Work(std::size_t count) : input(inputs, 0.5f) {
    for (std::size_t i = 0; i < count; ++i) requests.emplace_back(0, input.data());
  }
  std::size_t answered() const {
    return std::size_t(std::count_if(requests.begin(), requests.end(), [this](const Request& request) {
      return request.state == Request::State::answered && request.output == requests.front().output;
    }));
  }
  std::vector<float> input;
  std::vector<Request> requests;
};

TEST(Supervisor, AnswersEverythingWithAsManyAgentsAsWanted) {
  for (const int workers : {1, 3}) {
    Coordinator coordinator(workers);
    Spawner spawner(coordinator, small(10));
    Supervisor supervisor(coordinator, spawner, 10, ticks);
    Work work(100);
    EXPECT_EQ(supervisor.answer(work.requests), 100u);
    EXPECT_EQ(work.answered(), 100u);
    EXPECT_EQ(supervisor.crew(), 10u);
    EXPECT_EQ(supervisor.statistics().returned, 0u);
    EXPECT_EQ(supervisor.statistics().recovery_ns, 0u);
  }
}

TEST(Supervisor, ReplacesAgentsThatGoWithTheirRequests) {
  Coordinator coordinator(1);
  Spawner spawner(coordinator, small(10));
  Supervisor supervisor(coordinator, spawner, 5, ticks);
  Work work(50);
  int waves = 0;
  const auto kill_two = [&](std::span<const AgentId> crew) {
    if (++waves > 2) return;
    EXPECT_TRUE(spawner.retire(crew[0]));
    EXPECT_TRUE(spawner.retire(crew[1]));
  };
  EXPECT_EQ(supervisor.answer(work.requests, kill_two), 50u);
  EXPECT_EQ(work.answered(), 50u);
  EXPECT_EQ(waves, 3);
  EXPECT_EQ(supervisor.statistics().replaced, 4u);
  EXPECT_EQ(supervisor.statistics().returned, 20u + 8u);
  EXPECT_GT(supervisor.statistics().recovery_ns, 0u);
  EXPECT_EQ(supervisor.crew(), 5u);
}

TEST(Supervisor, GoesOnWithFewerWhereMemoryIsShort) {
  Coordinator coordinator(1);
  SpawnPlan plan = small(50);
  plan.quota_bytes = 8 * 1024 * 1024;
  plan.budget_bytes = 5 * plan.quota_bytes + plan.quota_bytes / 2;
  Spawner spawner(coordinator, plan);
  Supervisor supervisor(coordinator, spawner, 50, ticks);
  EXPECT_GE(supervisor.crew(), 2u);
  EXPECT_LE(supervisor.crew(), 5u);
  Work work(100);
  EXPECT_EQ(supervisor.answer(work.requests), 100u);
  EXPECT_EQ(work.answered(), 100u);
}

TEST(Supervisor, AnswersNothingWithoutAnyAgentAndSaysSo) {
  Coordinator coordinator(1);
  SpawnPlan plan = small(5);
  plan.budget_bytes = 100;
  Spawner spawner(coordinator, plan);
  Supervisor supervisor(coordinator, spawner, 5, ticks);
  Work work(10);
  EXPECT_EQ(supervisor.crew(), 0u);
  EXPECT_EQ(supervisor.answer(work.requests), 0u);
  EXPECT_EQ(supervisor.answer({}), 0u);
}

// Another thread retires agents while they work: whatever the moment, no request is lost or answered by nobody.
TEST(Supervisor, LosesNothingWhileAgentsAreKilled) {
  Coordinator coordinator(3);
  Spawner spawner(coordinator, small(40));
  Supervisor supervisor(coordinator, spawner, 20, ticks);
  std::mt19937 random(3);
  for (int round = 0; round < 100; ++round) {
    Work work(200);
    std::vector<std::thread> killers;
    int waves = 0;
    const auto kill_some = [&](std::span<const AgentId> crew) {
      if (++waves > 3) return;
      std::vector<AgentId> chosen;
      for (const AgentId agent : crew) {
        if (random() % 4 == 0) chosen.push_back(agent);
      }
      killers.emplace_back([&spawner, chosen] {
        for (const AgentId agent : chosen) spawner.retire(agent);
      });
    };
    const std::size_t answered = supervisor.answer(work.requests, kill_some);
    for (std::thread& killer : killers) killer.join();
    ASSERT_EQ(answered, 200u);
    ASSERT_EQ(work.answered(), 200u);
  }
  EXPECT_GT(supervisor.statistics().replaced, 50u);
}

}  // namespace
}  // namespace workloads::swarm
