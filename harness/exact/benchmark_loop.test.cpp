// What starts a loop, and what stops its clock.
#include "harness/exact/benchmark_loop.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace harness {
namespace {

const Counts all{.instructions = 10240,
                 .allocations = 100,
                 .by_function = {{"work()", 10000}, {"benchmark::State::StartKeepRunning()", 40}},
                 .inclusive = {{"work()", 10000}, {"benchmark::State::StartKeepRunning()", 240}},
                 .calls = {{"malloc", 100}}};

TEST(BenchmarkLoop, WhatStartsItIsNoPartOfAnIteration) {
  const Counts one = per_iteration({}, all, 100);
  EXPECT_EQ(one.instructions, 100);
  EXPECT_EQ(one.allocations, 1);
  EXPECT_EQ(one.by_function.at("work()"), 100);
  EXPECT_EQ(one.calls.at("malloc"), 1);
}

TEST(BenchmarkLoop, WhatIsAllocatedOnceIsNotShared) {
  for (const std::int64_t iterations : {2, 12, 13, 1000}) {
    Counts first = all, last = all;
    first.allocations = 1 + 3;
    last.allocations = 1 + 3 * double(iterations);
    EXPECT_EQ(per_iteration(first, last, iterations).allocations, 3);
  }
  EXPECT_EQ(per_iteration(all, all, 1).allocations, 100) << "one iteration took as long as was asked for";
}

TEST(BenchmarkLoop, AClockThatIsStoppedIsRefused) {
  Counts paused = all;
  paused.calls["benchmark::State::PauseTiming()"] = 7;
  EXPECT_THROW(per_iteration({}, paused, 7), std::runtime_error);
}

}  // namespace
}  // namespace harness
