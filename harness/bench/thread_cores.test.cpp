#include "harness/bench/thread_cores.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <barrier>
#include <thread>

namespace bench {
namespace {

cpu_set_t affinity() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  return set;
}

TEST(PinThreads, GivesEachThreadOneCoreRoundAndRound) {
  const cpu_set_t before = affinity();
  std::barrier<> meet{2};
  cpu_set_t others;
  std::thread other([&] {
    meet.arrive_and_wait();
    meet.arrive_and_wait();
    others = affinity();
  });
  meet.arrive_and_wait();
  pin_threads();
  meet.arrive_and_wait();
  other.join();
  const cpu_set_t own = affinity();
  sched_setaffinity(0, sizeof before, &before);
  EXPECT_EQ(CPU_COUNT(&own), 1);
  EXPECT_EQ(CPU_COUNT(&others), 1);
  if (CPU_COUNT(&before) > 1) {
    EXPECT_FALSE(CPU_EQUAL(&own, &others));
  }
}

}  // namespace
}  // namespace bench
