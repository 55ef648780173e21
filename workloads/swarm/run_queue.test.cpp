#include "workloads/swarm/run_queue.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace workloads::swarm {
namespace {

bool never() { return false; }

TEST(RunQueues, HandsOutFirstComeFirstServedOwnBeforeOthers) {
  RunQueues queues(2);
  std::array<Scheduled, 4> agents;
  queues.push(agents[0], 1);
  queues.push(agents[1], 0);
  queues.push(agents[2], 1);
  queues.push(agents[3], 0);
  EXPECT_EQ(queues.pop(0, never), &agents[1]);
  EXPECT_EQ(queues.pop(0, never), &agents[3]);
  EXPECT_EQ(queues.pop(0, never), &agents[0]) << "nothing is left of its own, the other has two";
  EXPECT_EQ(queues.pop(0, never), &agents[2]) << "the last one too, in the end";
}

TEST(RunQueues, ReturnsNothingOnceAllIsDone) {
  RunQueues queues(3);
  for (std::size_t worker : {0, 1, 2}) EXPECT_EQ(queues.pop(worker, [] { return true; }), nullptr);
  Scheduled agent;
  queues.push(agent, 2);
  EXPECT_EQ(queues.pop(2, [] { return true; }), &agent) << "what waits goes before";
}

std::uint64_t ticks() {
  static std::atomic<std::uint64_t> count{0};
  return ++count;
}

TEST(RunQueues, CountsWaitingAndNothingElse) {
  RunQueues queues(2, ticks);
  Scheduled agent;
  queues.push(agent, 0);
  EXPECT_EQ(queues.pop(0, never), &agent);
  EXPECT_EQ(queues.waited(), 0u) << "what lay in its own queue was not waited for";
  queues.push(agent, 1);
  EXPECT_EQ(queues.pop(0, never), &agent);
  EXPECT_EQ(queues.waited(), 1u) << "what lies in another's is";
  // A worker that falls asleep has counted until then, and goes on counting when it wakes.
  std::thread sleeper([&] { EXPECT_EQ(queues.pop(1, never), &agent); });
  while (!queues.any_sleeps()) std::this_thread::yield();
  EXPECT_EQ(queues.waited(), 2u);
  queues.push(agent, 1);
  sleeper.join();
  EXPECT_EQ(queues.waited(), 3u);
}

// Agents that are pushed to a worker that is gone, while the others fall asleep between them: each is handed out once,
// to someone. A wake-up that got lost would leave one behind and the threads asleep.
TEST(RunQueues, WhoeverSleepsIsWokenForAnAgentOfAnother) {
  constexpr std::size_t workers = 3;
  constexpr int rounds = 300;
  for (int round = 0; round < rounds; ++round) {
    RunQueues queues(workers);
    std::array<Scheduled, 5> agents;
    std::atomic<int> handed_out{0};
    const auto all = [&] { return handed_out.load() == int(agents.size()); };
    std::array<std::thread, workers - 1> threads;
    for (std::size_t w = 1; w < workers; ++w) {
      threads[w - 1] = std::thread([&, w] {
        while (queues.pop(w, all) != nullptr) {
          if (handed_out.fetch_add(1) + 1 == int(agents.size())) queues.wake_all();
        }
      });
    }
    for (Scheduled& agent : agents) {
      queues.push(agent, 0);
      // From none to the time after which a worker falls asleep, so that pushes meet every state of it.
      for (int delay = round * 2500; delay > 0; --delay) asm volatile("");
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(handed_out, int(agents.size()));
  }
}

}  // namespace
}  // namespace workloads::swarm
