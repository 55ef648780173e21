#include "harness/bench/bench.h"

#include <gtest/gtest.h>

namespace bench {
namespace {

TEST(Params, SuffixKeepsTheOrderOfDeclaration) {
  const auto all = grid("n", {1, 2}) * grid("agents", {5});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].suffix(), "/n=2/agents=5");
  EXPECT_EQ(all[1]["agents"], 5);
  EXPECT_DEATH(all[1]["agent"], "no parameter 'agent'");
}

TEST(Op, RunsAsOftenAsAskedAndChecksTheLastValue) {
  int calls = 0;
  std::unique_ptr<Work> work = op([&calls] { return double(++calls); }).expect(near(3, 0));
  EXPECT_EQ(work->run(3), 3);
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(work->check(), "");
  work->run(1);
  EXPECT_NE(work->check(), "");
}

TEST(Op, WithoutAnExpectationNeverPasses) {
  std::unique_ptr<Work> work = op([] { return 1; });
  work->run(1);
  EXPECT_EQ(work->check(), "the benchmark has no expect()");
}

TEST(Op, ACounterOfItsOwnTellsWorkThatWasSkipped) {
  std::int64_t done = 0;
  bool lazy = false;
  std::unique_ptr<Work> work =
      op([&] { done += lazy ? 0 : 4; }).expect([] { return std::string(); }).counts([&] { return done; }, 4);
  EXPECT_EQ(work->run(5), 5);
  lazy = true;
  EXPECT_EQ(work->run(5), 0);
}

TEST(Near, ComparesRelativelyAndAbsolutelyAtZero) {
  EXPECT_EQ(near(100, 0.01)(100.9), "");
  EXPECT_NE(near(100, 0.01)(101.1), "");
  EXPECT_EQ(near(0, 1e-6)(5e-7), "");
  EXPECT_NE(near(1, 0.5)(std::nan("")), "");
}

}  // namespace
}  // namespace bench
