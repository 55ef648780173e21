#include "workloads/daa/campaign.h"

#include <gtest/gtest.h>

namespace workloads::daa {
namespace {

std::uint64_t ticks = 0;
std::uint64_t tick() { return ticks += 1'000'000; }

CampaignPlan small() {
  return {.federation = {.widths = {64, 32, 5}, .agents = 5, .interval = 10, .batch = 16, .images = 64},
          .loss_wanted = 0.7};
}

TEST(Campaign, IsTrainedVotedOnAndPaid) {
  for (const int workers : {1, 2}) {
    Campaign campaign(small(), workers, tick);
    const CampaignOutcome outcome = campaign.run();
    EXPECT_TRUE(outcome.finished);
    EXPECT_LE(outcome.score.loss, 0.7);
    EXPECT_EQ(outcome.accepted, outcome.rounds);
    EXPECT_EQ(outcome.paid, outcome.accepted * 5 * 10 * 16);
    const Ledger& ledger = campaign.tokens().ledger();
    EXPECT_EQ(ledger.audit(), ledger.supply());
    EXPECT_EQ(*ledger.balance(Tokens::treasury), outcome.fees);
    EXPECT_EQ(*ledger.balance(1), 1'000'000 - outcome.paid - outcome.fees);
    EXPECT_EQ(*ledger.balance(2), 64 + outcome.paid / 5);
  }
}

TEST(Campaign, EveryRoundLeavesItsMark) {
  CampaignPlan plan = small();
  plan.federation.merge = Merge::median;
  const CampaignOutcome outcome = Campaign(plan, 1, tick).run();
  ASSERT_EQ(outcome.progress.size(), outcome.rounds);
  ASSERT_GT(outcome.rounds, 1u);
  for (std::size_t i = 0; i < outcome.rounds; ++i) {
    const Progress& progress = outcome.progress[i];
    EXPECT_EQ(progress.round, i + 1);
    EXPECT_EQ(progress.images, (i + 1) * 5 * 10 * 16);
    EXPECT_GT(progress.elapsed_ns, i == 0 ? 0 : outcome.progress[i - 1].elapsed_ns);
    EXPECT_DOUBLE_EQ(progress.images_per_s(), double(progress.images) * 1e9 / double(progress.elapsed_ns));
  }
  EXPECT_EQ(outcome.progress.back().score.loss, outcome.score.loss);
  EXPECT_LT(outcome.progress.back().score.loss, outcome.progress.front().score.loss);
  EXPECT_EQ(Progress().images_per_s(), 0);
}

TEST(Campaign, StepsThatHostileAgentsSpoilDoNotStand) {
  CampaignPlan plan = small();
  plan.federation.hostile = 1;
  plan.federation.hostility = Hostility::huge;
  plan.rounds_max = 5;
  Campaign campaign(plan, 1, tick);
  const CampaignOutcome outcome = campaign.run();
  EXPECT_FALSE(outcome.finished);
  EXPECT_EQ(outcome.rounds, 5u);
  EXPECT_EQ(outcome.accepted, 0u);
  EXPECT_EQ(outcome.paid + outcome.fees, 0u);
  EXPECT_GT(outcome.score.loss, 1.2);

  plan.federation.merge = Merge::median;
  plan.rounds_max = 50;
  EXPECT_TRUE(Campaign(plan, 1, tick).run().finished);
}

TEST(Campaign, AnAutonomousOneHelpsItself) {
  CampaignPlan plan = small();
  plan.federation.hostile = 1;
  plan.federation.hostility = Hostility::huge;
  plan.autonomous = true;
  Campaign campaign(plan, 1, tick);
  const CampaignOutcome outcome = campaign.run();
  EXPECT_TRUE(outcome.finished);
  ASSERT_EQ(outcome.actions.size(), 1u);
  EXPECT_EQ(outcome.actions[0].action, "merge by median");
  for (std::size_t i = 0; i < outcome.rounds; ++i) EXPECT_EQ(outcome.progress[i].accepted, i >= 2);

  // Where nothing goes wrong it does nothing.
  plan.federation.hostile = 0;
  EXPECT_TRUE(Campaign(plan, 1, tick).run().actions.empty());
}

TEST(Campaign, EndsWhenTheSponsorCannotPay) {
  CampaignPlan plan = small();
  plan.purse = 500;
  for (const double loss_wanted : {0.7, 1.3}) {  // the first round is enough for the second
    plan.loss_wanted = loss_wanted;
    Campaign campaign(plan, 1, tick);
    const CampaignOutcome outcome = campaign.run();
    EXPECT_FALSE(outcome.finished) << loss_wanted;
    EXPECT_EQ(outcome.rounds, 1u);
    EXPECT_EQ(outcome.paid, 2u * 10 * 16);
    EXPECT_EQ(campaign.tokens().ledger().audit(), campaign.tokens().ledger().supply());
  }
  plan.purse = 1000;  // 5 agents want 800 and the fees
  EXPECT_TRUE(Campaign(plan, 1, tick).run().finished);
}

TEST(CampaignDeathTest, RefusesAmountsThatNoAccountHolds) {
  CampaignPlan plan = small();
  plan.purse = balance_limit + 1;
  EXPECT_DEATH(Campaign(plan, 1, tick), "purse");
  plan = small();
  plan.price = (balance_limit / 160) + 1;  // a round is 10 times 16 images
  EXPECT_DEATH(Campaign(plan, 1, tick), "round's pay");
}

}  // namespace
}  // namespace workloads::daa
