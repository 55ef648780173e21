#include "workloads/daa/market.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace workloads::daa {
namespace {

// The definition: every pair.
double pairwise_gini(const std::vector<Amount>& amounts) {
  double differences = 0, sum = 0;
  for (const Amount a : amounts) {
    sum += double(a);
    for (const Amount b : amounts) differences += std::abs(double(a) - double(b));
  }
  return sum == 0 ? 0 : differences / (2 * double(amounts.size()) * sum);
}

TEST(Gini, IsHalfTheMeanDifferenceOverTheMean) {
  EXPECT_EQ(gini({}), 0);
  Random random(1);
  const std::vector<Amount> known[] = {{0, 0}, {5, 5, 5}, {0, 0, 0, 1}, {1, 2, 3, 4}};
  for (const auto& amounts : known) EXPECT_NEAR(gini(amounts), pairwise_gini(amounts), 1e-12);
  for (int trial = 0; trial < 50; ++trial) {
    std::vector<Amount> amounts(1 + random.next() % 60);
    for (Amount& a : amounts) a = random.next() >> random.next() % 64 >> 8;
    EXPECT_NEAR(gini(amounts), pairwise_gini(amounts), 1e-9);
  }
}

TEST(Market, NothingIsMadeOrLostInAnyEpoch) {
  const MarketPlan plans[] = {{},
                              {.agents = 2},
                              {.agents = 7, .purse = 0},
                              {.agents = 50, .purse = 500, .price = 3000},
                              {.purse = 1u << 31, .price = 1u << 20},
                              {.orders = 0},
                              {.capacity = 0}};
  for (const MarketPlan& plan : plans) {
    Market market(plan);
    const Amount supply = plan.agents * plan.purse;
    Amount left = 0;
    for (int i = 0; i < 30; ++i) {
      const Epoch epoch = market.run();
      ASSERT_EQ(market.tokens().ledger().audit(), supply);
      ASSERT_EQ(epoch.sales + epoch.sold_out + epoch.unaffordable, plan.orders);
      ASSERT_LE(epoch.volume, epoch.sales * epoch.price * plan.units_max);
      ASSERT_GE(epoch.volume, epoch.sales * epoch.price);
      ASSERT_LE(epoch.returned, left + epoch.fees);
      ASSERT_LE(epoch.fees, epoch.volume);
      ASSERT_EQ(epoch.fees > 0, epoch.sales > 0);
      left = left + epoch.fees - epoch.returned;
      // What is rounded off is less than a unit an agent and one in 2^32 of everything.
      ASSERT_LE(left, plan.agents + (supply >> 32) + 1);
      ASSERT_EQ(*market.tokens().ledger().balance(Tokens::treasury), left);
      ASSERT_GE(epoch.gini, 0);
      ASSERT_LT(epoch.gini, 1);
    }
  }
}

TEST(Market, ThePriceFollowsDemand) {
  Market scarce({.capacity = 2}), poor({.purse = 50, .price = 1000, .capacity = 1000});
  const Amount first_scarce = scarce.run().price, first_poor = poor.run().price;
  Epoch last_scarce, last_poor;
  for (int i = 0; i < 20; ++i) last_scarce = scarce.run(), last_poor = poor.run();
  EXPECT_GT(last_scarce.price, first_scarce);
  EXPECT_LT(last_poor.price, first_poor);
  EXPECT_GT(last_scarce.sold_out, 0u);
}

TEST(Market, WhatCostsMoreThanAnAmountHoldsIsUnaffordable) {
  for (const Amount price : {Amount(1) << 61, Amount(1) << 63, ~Amount(0)}) {
    Market market({.price = price, .capacity = 1'000'000});
    const Epoch epoch = market.run();
    EXPECT_EQ(epoch.sales, 0u) << price;
    EXPECT_EQ(epoch.volume, 0u);
    EXPECT_EQ(epoch.unaffordable, 1000u);
    EXPECT_LT(market.run().price, price);
  }
}

TEST(Market, AShareThatNoAccountMayHoldStaysWithTheTreasury) {
  const MarketPlan plan = {
      .agents = 2, .purse = balance_limit - (Amount(1) << 40), .price = Amount(1) << 40, .seed = 18};
  Market market(plan);
  Amount left = 0, most_left = 0;
  for (int i = 0; i < 500; ++i) {
    const Epoch epoch = market.run();
    left = left + epoch.fees - epoch.returned;
    most_left = std::max(most_left, left);
    ASSERT_EQ(*market.tokens().ledger().balance(Tokens::treasury), left);
    ASSERT_EQ(market.tokens().ledger().audit(), 2 * plan.purse);
  }
  EXPECT_GT(most_left, Amount(1) << 33) << "more than what is rounded off";
}

TEST(Market, ThePriceRisesToWhatAnAccountMayHold) {
  Market market({.agents = 2, .price = balance_limit / 2, .orders = 10, .capacity = 0});
  Amount price = 0;
  for (int i = 0; i < 20; ++i) price = market.run().price;
  EXPECT_EQ(price, balance_limit);
}

TEST(Market, TheSameSeedGivesTheSameEpochs) {
  Market one({.seed = 5}), same({.seed = 5}), other({.seed = 6});
  bool differs = false;
  for (int i = 0; i < 5; ++i) {
    const Epoch a = one.run(), b = same.run(), c = other.run();
    EXPECT_EQ(a.volume, b.volume);
    EXPECT_EQ(a.gini, b.gini);
    differs |= a.volume != c.volume;
  }
  EXPECT_TRUE(differs);
}

TEST(MarketDeathTest, RefusesPlansThatAreNone) {
  EXPECT_DEATH(Market({.agents = 1}), "agents");
  EXPECT_DEATH(Market({.price = 0}), "price");
  EXPECT_DEATH(Market({.agents = 3, .purse = balance_limit}), "supply");
}

}  // namespace
}  // namespace workloads::daa
