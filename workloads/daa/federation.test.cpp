#include "workloads/daa/federation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/mlp.h"
#include "workloads/daa/images.h"

namespace workloads::daa {
namespace {

FederationPlan small() { return {.widths = {64, 32, 5}, .agents = 5, .interval = 4, .batch = 16, .images = 64}; }

Score after(const FederationPlan& plan, int rounds, int workers = 1) {
  Federation federation(plan, workers);
  for (int i = 0; i < rounds; ++i) federation.round();
  return federation.score();
}

// Without threads, coordinator and kernels of aggregation: what a round must come to.
std::vector<double> serial_round(const FederationPlan& plan) {
  std::vector<double> sum;
  for (std::size_t agent = 0; agent < plan.agents; ++agent) {
    kernels::Mlp net(plan.widths, plan.batch, kernels::Activation::relu, plan.seed);
    const Images images(plan.images * (1 + agent % 3), plan.widths.front(), plan.widths.back(), plan.seed, agent + 1);
    for (std::size_t step = 0; step < plan.interval; ++step) {
      const std::size_t at = step * plan.batch % images.labels.size();
      net.train(images.x.data() + at * plan.widths.front(), images.labels.data() + at, plan.batch, {.rate = plan.rate});
    }
    std::size_t at = 0;
    for (std::size_t layer = 0; layer < net.layers(); ++layer) {
      for (const std::vector<float>* tensor : {&net.weights(layer), &net.bias(layer)}) {
        sum.resize(std::max(sum.size(), at + tensor->size()));
        for (const float value : *tensor) sum[at++] += double(value) / double(plan.agents);
      }
    }
  }
  return sum;
}

TEST(Federation, ARoundIsTheMeanOfWhatEachAgentLearns) {
  const FederationPlan plan = small();
  Federation federation(plan, 1);
  federation.round();
  const std::vector<double> want = serial_round(plan);
  ASSERT_EQ(federation.model().size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i) ASSERT_NEAR(double(federation.model()[i]), want[i], 1e-6) << i;
}

TEST(Federation, LearnsWhatNoAgentHasSeenAndWorkersChangeNothing) {
  FederationPlan plan = small();
  const Score before = after(plan, 0), alone = after(plan, 30), together = after(plan, 30, 3);
  EXPECT_GT(before.loss, 1.2);
  EXPECT_LT(alone.loss, before.loss / 2);
  EXPECT_GT(alone.accuracy, 0.85);
  EXPECT_EQ(alone.loss, together.loss);
  EXPECT_EQ(alone.accuracy, together.accuracy);
}

TEST(Federation, EveryIntervalAndMergeConverges) {
  for (const std::size_t interval : {1u, 10u, 50u, 100u}) {
    FederationPlan plan = small();
    plan.interval = interval;
    EXPECT_LT(after(plan, int(200 / interval)).loss, 0.7) << interval;
  }
  for (const Merge merge : {Merge::mean, Merge::weighted, Merge::median, Merge::trimmed}) {
    FederationPlan plan = small();
    plan.merge = merge;
    EXPECT_LT(after(plan, 40).loss, 0.7) << int(merge);
  }
}

TEST(Federation, MomentumOfTheMergedChangesIsFaster) {
  FederationPlan plan = small();
  const double without = after(plan, 10).loss;
  plan.outer_momentum = 0.7f;
  EXPECT_LT(after(plan, 10).loss, without);
}

TEST(Federation, HostileAgentsRuinAMeanAndNotAMedian) {
  for (const Hostility hostility : {Hostility::nan, Hostility::huge, Hostility::reversed}) {
    FederationPlan plan = small();
    plan.hostile = 1;
    plan.hostility = hostility;
    EXPECT_FALSE(after(plan, 40).loss < 1) << int(hostility);
    for (const Merge merge : {Merge::median, Merge::trimmed}) {
      plan.merge = merge;
      EXPECT_LT(after(plan, 40).loss, 0.8) << int(hostility);
    }
  }
}

TEST(Federation, GoesBackToAModelThatItHad) {
  Federation federation(small(), 1);
  federation.round();
  const std::vector<float> kept = federation.model();
  const double loss = federation.score().loss, of_one = federation.loss_of(1);
  federation.round();
  EXPECT_NE(federation.score().loss, loss);
  federation.restore(kept);
  EXPECT_EQ(federation.score().loss, loss);
  EXPECT_EQ(federation.loss_of(1), of_one);
  EXPECT_EQ(federation.images_of(1), 128u);
  EXPECT_EQ(federation.steps(), 2u * 5 * 4);
  EXPECT_EQ(federation.merges(), 2u);
  EXPECT_EQ(federation.round_bytes(), 2 * 5 * sizeof(float) * kept.size());
}

TEST(Federation, NamesWhatIsWrongWithAPlan) {
  const auto refused = [](void (*spoil)(FederationPlan&)) {
    FederationPlan plan = small();
    spoil(plan);
    return Federation::problem(plan) != nullptr;
  };
  EXPECT_FALSE(refused([](FederationPlan&) {}));
  EXPECT_TRUE(refused([](FederationPlan& p) { p.widths = {64}; }));
  EXPECT_TRUE(refused([](FederationPlan& p) { p.widths[1] = 0; }));
  EXPECT_TRUE(refused([](FederationPlan& p) { p.agents = 0; }));
  EXPECT_TRUE(refused([](FederationPlan& p) { p.agents = 65; }));
  EXPECT_TRUE(refused([](FederationPlan& p) { p.interval = 0; }));
  EXPECT_TRUE(refused([](FederationPlan& p) { p.images = p.batch - 1; }));
  EXPECT_TRUE(refused([](FederationPlan& p) { p.batch = 0; }));
  EXPECT_TRUE(refused([](FederationPlan& p) { p.rate = std::nanf(""); }));
  EXPECT_TRUE(refused([](FederationPlan& p) { p.outer_momentum = 1; }));
  EXPECT_TRUE(refused([](FederationPlan& p) { p.hostile = p.agents + 1; }));
  EXPECT_DEATH(Federation({.agents = 0}, 1), "problem\\(\\) says why");
  EXPECT_DEATH(Federation(small(), 1).restore({}), "another shape");
}

}  // namespace
}  // namespace workloads::daa
