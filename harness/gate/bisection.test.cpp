// Every culprit of every short row is found, within the looks that halving takes, and what cannot be told widens the
// answer by no more than itself.
#include "harness/gate/bisection.h"

#include <gtest/gtest.h>

#include <random>

namespace gate {
namespace {

struct Outcome {
  std::size_t first, last, looks;
};

Outcome bisect(std::size_t count, std::size_t culprit, const std::vector<bool>& untold) {
  Bisection search(count);
  std::size_t looks = 0;
  while (const auto next = search.next()) {
    ++looks;
    if (looks > count) break;
    search.tell(*next, untold[*next] ? Answer::untold : *next < culprit ? Answer::before : Answer::after);
  }
  return {search.first(), search.last(), looks};
}

TEST(Bisection, FindsEveryCulpritByHalving) {
  for (std::size_t count = 1; count <= 70; ++count) {
    const std::size_t announced = Bisection(count).looks_left();
    for (std::size_t culprit = 0; culprit < count; ++culprit) {
      const Outcome o = bisect(count, culprit, std::vector<bool>(count, false));
      ASSERT_EQ(o.first, culprit) << count;
      ASSERT_EQ(o.last, culprit) << count;
      ASSERT_LE(o.looks, announced) << count;
    }
  }
}

TEST(Bisection, OneCommitNeedsNoLook) {
  EXPECT_EQ(Bisection(1).next(), std::nullopt);
  EXPECT_EQ(Bisection(1).looks_left(), 0u);
}

// The range that is left: the culprit, and beside it only commits that could not be told.
TEST(Bisection, WhatCannotBeToldIsWalkedAround) {
  std::mt19937 random(7);
  for (int turn = 0; turn < 2000; ++turn) {
    const std::size_t count = 1 + random() % 40, culprit = random() % count;
    std::vector<bool> untold(count);
    for (std::size_t i = 0; i + 1 < count; ++i) untold[i] = random() % 3 == 0;
    const Outcome o = bisect(count, culprit, untold);
    ASSERT_LE(o.first, culprit);
    ASSERT_GE(o.last, culprit);
    for (std::size_t i = o.first; i < o.last; ++i) ASSERT_TRUE(untold[i]) << i;
  }
}

TEST(Bisection, NothingCanBeTold) {
  const Outcome o = bisect(5, 2, std::vector<bool>(5, true));
  EXPECT_EQ(o.first, 0u);
  EXPECT_EQ(o.last, 4u);
  EXPECT_EQ(o.looks, 4u);
}

}  // namespace
}  // namespace gate
