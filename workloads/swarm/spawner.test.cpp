#include "workloads/swarm/spawner.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <thread>

#include "kernels/mlp.h"

namespace workloads::swarm {
namespace {

const std::vector<std::size_t> small = {12, 20, 8, 5};

std::vector<float> inputs(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = float(random() % 1000) / 500 - 1;
  return values;
}

std::vector<float> wanted(const std::vector<std::size_t>& widths, std::uint64_t seed, const std::vector<float>& input) {
  kernels::Mlp net(widths, 1, kernels::Activation::relu, seed);
  const float* got = net.forward(input.data(), 1);
  return {got, got + widths.back()};
}

void expect_near(const std::vector<float>& got, const std::vector<float>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], want[i], 1e-6) << i;
}

SpawnPlan plan(std::size_t seats, std::size_t warm) {
  return {.seats = seats, .warm = warm, .quota_bytes = 1024, .widths = small, .seed = 3};
}

TEST(Model, ComputesWhatTheNetworkDoes) {
  for (const auto& widths : {small, {1, 1}, {784, 256, 128, 10}, {3, 70, 2}}) {
    const Model model(widths, 9);
    const std::vector<float> input = inputs(widths.front(), 1);
    std::vector<float> scratch(model.scratch_floats()), output(model.outputs());
    model.forward(input.data(), scratch.data(), output.data());
    expect_near(output, wanted(widths, 9, input));
  }
}

TEST(Spawner, AnAgentAnswersRemembersAndForgetsWhenItRetires) {
  for (const bool shares_model : {true, false}) {
    for (const std::size_t warm : {0, 1, 2}) {
      Coordinator coordinator(1);
      SpawnPlan how = plan(2, warm);
      how.shares_model = shares_model;
      Spawner spawner(coordinator, how);
      const std::vector<float> input = inputs(small.front(), 2);
      const std::vector<float> want = wanted(small, how.seed, input);
      AgentId before = 0;
      for (int life = 0; life < 4; ++life) {
        const Spawned agent = spawner.spawn();
        ASSERT_TRUE(agent.id);
        EXPECT_TRUE(life == 0 || *agent.id != before);
        before = *agent.id;
        Request request(*agent.id, input.data());
        for (std::uint32_t turn = 1; turn <= 3; ++turn) {
          request.ask(*agent.id);
          EXPECT_EQ(request.state, Request::State::waiting);
          EXPECT_TRUE(coordinator.send(request));
          coordinator.run();
          EXPECT_EQ(request.state, Request::State::answered);
          EXPECT_EQ(request.turn, turn) << "life " << life;
          expect_near(request.output, want);
        }
        EXPECT_TRUE(spawner.retire(*agent.id));
        coordinator.run();
      }
    }
  }
}

TEST(Spawner, WhoIsGoneAnswersNothingAndNeitherDoesItsSuccessor) {
  Coordinator coordinator(1);
  Spawner spawner(coordinator, plan(1, 1));
  const std::vector<float> input = inputs(small.front(), 2);
  const AgentId first = *spawner.spawn().id;
  EXPECT_TRUE(spawner.retire(first));
  EXPECT_FALSE(spawner.retire(first));
  EXPECT_STREQ(spawner.spawn().refusal, "every seat is taken") << "the seat comes free in its turn";
  coordinator.run();
  const AgentId second = *spawner.spawn().id;
  EXPECT_EQ(Coordinator::place_of(first), Coordinator::place_of(second));
  Request late(first, input.data()), fine(second, input.data());
  EXPECT_TRUE(coordinator.send(late));
  EXPECT_TRUE(coordinator.send(fine));
  coordinator.run();
  EXPECT_EQ(late.state, Request::State::undelivered);
  EXPECT_TRUE(late.output.empty());
  EXPECT_EQ(fine.state, Request::State::answered);
  EXPECT_EQ(fine.turn, 1u);
  for (const AgentId stranger : {first, AgentId(7), second + Coordinator::most_agents}) {
    EXPECT_FALSE(spawner.retire(stranger)) << stranger;
  }
}

TEST(Spawner, RequestsOnTheirWayWhenAnAgentRetiresComeBack) {
  Coordinator coordinator(1);
  Spawner spawner(coordinator, plan(1, 0));
  const std::vector<float> input = inputs(small.front(), 2);
  const AgentId agent = *spawner.spawn().id;
  Request request(agent, input.data());
  EXPECT_TRUE(coordinator.send(request));
  EXPECT_TRUE(spawner.retire(agent));
  coordinator.run();
  EXPECT_EQ(request.state, Request::State::undelivered);
  EXPECT_EQ(spawner.statistics().alive, 0u);
}

TEST(Spawner, SeatsAndMemoryAreLimited) {
  Coordinator coordinator(1);
  Spawner spawner(coordinator, plan(3, 2));
  std::set<AgentId> ids;
  for (int i = 0; i < 3; ++i) ids.insert(*spawner.spawn().id);
  EXPECT_EQ(ids.size(), 3u);
  EXPECT_FALSE(spawner.spawn().id);
  EXPECT_EQ(spawner.statistics().alive, 3u);
  EXPECT_EQ(spawner.statistics().made, 3u);
  for (const AgentId id : ids) EXPECT_TRUE(spawner.retire(id));
  coordinator.run();
  EXPECT_EQ(spawner.statistics().alive, 0u);
  EXPECT_EQ(spawner.statistics().warm, 2u) << "the third is not kept";
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(spawner.spawn().id);
  EXPECT_EQ(spawner.statistics().made, 4u);

  SpawnPlan poor = plan(64, 64);
  poor.quota_bytes = 1 << 20;
  poor.budget_bytes = 8 << 20;
  Coordinator others(1);
  Spawner starved(others, poor);
  const std::size_t ready = starved.statistics().warm;
  EXPECT_GE(ready, 1u);
  EXPECT_LE(ready, 8u);
  AgentId last = 0;
  for (std::size_t i = 0; i < ready; ++i) last = *starved.spawn().id;
  EXPECT_STREQ(starved.spawn().refusal, "the memory of all agents is used up");
  EXPECT_TRUE(starved.retire(last));
  others.run();
  EXPECT_TRUE(starved.spawn().id);
}

TEST(Spawner, NamesWhatIsWrongWithAPlan) {
  EXPECT_EQ(Spawner::problem({}), nullptr);
  EXPECT_EQ(Spawner::problem(plan(2, 2)), nullptr);
  EXPECT_NE(Spawner::problem(plan(0, 0)), nullptr);
  EXPECT_NE(Spawner::problem(plan(2, 3)), nullptr);
  EXPECT_NE(Spawner::problem(plan(SIZE_MAX, 0)), nullptr);
  for (const auto& widths : std::vector<std::vector<std::size_t>>{{}, {4}, {4, 0, 2}, {0, 4}}) {
    EXPECT_NE(Spawner::problem({.widths = widths}), nullptr);
  }
  EXPECT_NE(Spawner::problem({.quota_bytes = 100}), nullptr);
}

// Two threads write to agents, and retire them, while the first one makes new ones and works. Each request is answered
// once by the agent it names, or comes back.
TEST(Spawner, SurvivesWritersWhileAgentsComeAndGo) {
  constexpr std::size_t seats = 5, rounds = 3000, writers = 2;
  Coordinator coordinator(2);
  Spawner spawner(coordinator, plan(seats, 2));
  const std::vector<float> input = inputs(small.front(), 2);
  const std::vector<float> want = wanted(small, 3, input);
  std::atomic<AgentId> known[seats] = {};
  for (auto& id : known) id = *spawner.spawn().id;
  std::atomic<std::size_t> writing{writers};
  std::vector<std::vector<std::unique_ptr<Request>>> sent(writers);
  std::vector<std::thread> threads;
  for (std::size_t w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      std::mt19937 random{std::uint32_t(w)};
      for (std::size_t i = 0; i < rounds; ++i) {
        const std::size_t place = random() % seats;
        const AgentId id = known[place].load();
        sent[w].push_back(std::make_unique<Request>(id, input.data()));
        EXPECT_TRUE(coordinator.send(*sent[w].back()));
        if (place != 0 && random() % 3 == 0) spawner.retire(id);  // one stays and answers everything
      }
      --writing;
    });
  }
  std::uint64_t spawned = seats;
  while (writing > 0) {
    coordinator.run();
    while (const auto id = spawner.spawn().id) {
      ++spawned;
      known[Coordinator::place_of(*id)] = *id;
    }
  }
  for (std::thread& thread : threads) thread.join();
  coordinator.run();
  std::size_t answered = 0;
  std::set<std::pair<AgentId, std::uint32_t>> turns;
  for (const auto& requests : sent) {
    for (const auto& request : requests) {
      ASSERT_NE(request->state, Request::State::waiting);
      if (request->state != Request::State::answered) continue;
      ++answered;
      EXPECT_TRUE(turns.insert({request->to, request->turn}).second) << "one turn of an agent, two answers";
      ASSERT_EQ(request->output.size(), want.size());
      for (std::size_t i = 0; i < want.size(); ++i) ASSERT_NEAR(request->output[i], want[i], 1e-6);
    }
  }
  EXPECT_GT(answered, rounds / seats);
  EXPECT_LE(spawner.statistics().alive, seats);
  EXPECT_GE(spawned, seats);
}

}  // namespace
}  // namespace workloads::swarm
