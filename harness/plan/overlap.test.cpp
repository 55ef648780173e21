#include "harness/plan/overlap.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

// Four batches of 10 ms from `start_s` on; each one's value is its number.
Launch launch(double start_s, double batch_s = 0.01, int batches = 4) {
  Launch l;
  l.pairing = "twin";
  l.started_ns = std::int64_t(1e9 * (start_s - 0.005));
  l.elapsed_ns = std::int64_t(1e9 * (0.005 + batch_s * batches));
  Sample time, once;
  for (int i = 0; i < batches; ++i) {
    l.batches.push_back({start_s + i * batch_s, start_s + (i + 1) * batch_s});
    time.values.push_back(i);
  }
  once.values = {7};
  l.samples = {time, once};
  return l;
}

TEST(Overlap, OfEqualTwinsIsAllOfTheirTime) {
  Launch a = launch(1), b = launch(1);
  share_time(a, b);
  EXPECT_DOUBLE_EQ(*a.overlap, 1);
  EXPECT_DOUBLE_EQ(*b.overlap, 1);
  EXPECT_EQ(a.samples[0].values.size(), 4u);
}

TEST(Overlap, WhatTheLongerArmMeasuredAloneIsDropped) {
  Launch a = launch(1), b = launch(1, 0.01, 8);
  share_time(a, b);
  EXPECT_DOUBLE_EQ(*a.overlap, 1);
  EXPECT_NEAR(*b.overlap, 0.5, 1e-9);
  EXPECT_EQ(b.samples[0].values, (std::vector<double>{0, 1, 2, 3}));
  EXPECT_EQ(b.samples[1].values, std::vector<double>{7}) << "a value of the whole launch stays";
  EXPECT_EQ(disturbance(a, b), "") << "a true difference is no disturbance";
}

TEST(Overlap, OneSharedBatchIsBetterThanManyThatRanAlone) {
  Launch a = launch(1), b = launch(1, 0.03, 8);
  share_time(a, b);
  EXPECT_EQ(b.samples[0].values, std::vector<double>{0});
}

TEST(Overlap, KeepsEverythingWhereNothingWasShared) {
  Launch a = launch(1), b = launch(1.036);
  share_time(a, b);
  EXPECT_NEAR(*a.overlap, 0.1, 1e-6);
  EXPECT_EQ(a.samples[0].values.size(), 4u);
  EXPECT_NE(disturbance(a, b), "");
  a.pairing = b.pairing = "alternate";
  EXPECT_EQ(disturbance(a, b), "") << "these never overlap";
}

TEST(Overlap, IsThatOfTheProcessesWhereTheSuiteDoesNotSay) {
  Launch a = launch(1), b = launch(1.0225);
  b.batches.clear();
  share_time(a, b);
  EXPECT_NEAR(*a.overlap, 0.5, 1e-6);
  EXPECT_EQ(a.samples[0].values.size(), 4u);
}

TEST(Disturbance, IsJudgedByStealAndNeverByTime) {
  Launch a = launch(1), b = launch(1);
  share_time(a, b);
  b.samples[0].values = {1e9};
  EXPECT_EQ(disturbance(a, b), "");
  b.steal = 0.2;
  EXPECT_NE(disturbance(a, b).find("20 %"), std::string::npos);
}

}  // namespace
}  // namespace harness
