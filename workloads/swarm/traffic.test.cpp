#include "workloads/swarm/traffic.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace workloads::swarm {
namespace {

TEST(Traffic, IsOverWhenAllThatWasSentIsReceived) {
  Traffic traffic(2);
  EXPECT_TRUE(traffic.is_over());
  traffic.sent();
  EXPECT_FALSE(traffic.is_over()) << "sent by a thread that is no worker";
  {
    const Traffic::Seat seat(traffic, 1);
    traffic.sent();
    traffic.sent();
  }
  traffic.received(0, 1);
  EXPECT_FALSE(traffic.is_over());
  traffic.received(1, 2);
  EXPECT_TRUE(traffic.is_over()) << "it does not matter who received what";
}

// A worker's agent may run a swarm of its own.
TEST(Traffic, ASeatInAnotherEndsWithIt) {
  Traffic outer(1), inner(1);
  const Traffic::Seat seat(outer, 0);
  {
    const Traffic::Seat nested(inner, 0);
    inner.sent();
    outer.sent();
    EXPECT_FALSE(inner.is_over());
    EXPECT_FALSE(outer.is_over());
    inner.received(0, 1);
    outer.received(0, 1);
  }
  outer.sent();
  EXPECT_TRUE(inner.is_over());
  EXPECT_FALSE(outer.is_over());
}

// Workers that hand one message around, each counting on its own, under the eyes of one who asks all the time: it is
// never over while the message lives. One that added up what was sent before what was received would be wrong here.
TEST(Traffic, IsNeverOverWhileAMessageIsOnItsWay) {
#ifdef __SANITIZE_THREAD__
  constexpr int hops = 20000;
#else
  constexpr int hops = 40000;
#endif
  constexpr std::size_t workers = 2;
  Traffic traffic(workers);
  std::atomic<int> hop{0};  // whose turn it is, and how far the message has come
  std::atomic<bool> done{false};
  traffic.sent();
  std::array<std::thread, workers> threads;
  for (std::size_t w = 0; w < workers; ++w) {
    threads[w] = std::thread([&, w] {
      const Traffic::Seat seat(traffic, w);
      for (int mine = int(w); mine < hops; mine += int(workers)) {
        while (hop.load(std::memory_order_acquire) != mine) std::this_thread::yield();
        if (mine + 1 < hops) traffic.sent();
        // The next one may receive it, and count that, before this one has counted.
        if (mine + 1 == hops) done.store(true);
        hop.store(mine + 1, std::memory_order_release);
        traffic.received(w, 1);
      }
    });
  }
  int wrong = 0;
  while (!done.load()) {
    if (traffic.is_over() && !done.load()) ++wrong;
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_TRUE(traffic.is_over());
}

}  // namespace
}  // namespace workloads::swarm
