#include "workloads/swarm/monitor.h"

#include <gtest/gtest.h>

#include <cmath>

namespace workloads::swarm {
namespace {

using Turn = Alert::Turn;

struct Bench {
  explicit Bench(std::vector<Rule> rules) : monitor(std::move(rules)) {
    monitor.watch("memory_share", [this] { return memory; });
    monitor.watch("coordination_latency_ns", [this] { return latency_ns; });
  }
  // What one sample at this memory changes: "b", "e" or "n" for each turn.
  std::string at(double value) {
    memory = value;
    std::string turns;
    for (const Alert& alert : monitor.sample(++time)) turns += "ben"[int(alert.turn)];
    return turns;
  }
  double memory = 0, latency_ns = 0;
  std::uint64_t time = 0;
  Monitor monitor;
};

TEST(Monitor, TheStrategysRulesSpeakAsItGivesThem) {
  Bench bench(usual_rules());
  EXPECT_EQ(bench.at(0.85), "");
  EXPECT_EQ(bench.at(0.86), "b");
  ASSERT_EQ(bench.monitor.active().size(), 1u);
  const Alert memory = bench.monitor.active()[0];
  EXPECT_EQ(memory.severity, Severity::high);
  EXPECT_EQ(memory.rule->actions.size(), 3u);
  EXPECT_EQ(memory.rule->gain, 0.25);
  EXPECT_EQ(memory.rule->confidence, 0.85);
  EXPECT_EQ(memory.value, 0.86);
  EXPECT_EQ(memory.since_ns, 2u);
  bench.latency_ns = 20e6 + 1;
  EXPECT_EQ(bench.at(0.86), "b");
  ASSERT_EQ(bench.monitor.active().size(), 2u);
  EXPECT_EQ(bench.monitor.active()[1].severity, Severity::medium);
  EXPECT_EQ(bench.monitor.active()[1].rule->gain, 0.15);
  EXPECT_EQ(bench.monitor.active()[1].rule->confidence, 0.75);

  const std::vector<Suggestion> first = bench.monitor.suggestions();
  ASSERT_EQ(first.size(), 6u);
  EXPECT_EQ(first[0].action, "collect more often");
  EXPECT_NEAR(first[0].expected, 0.25 * 0.85, 1e-12);
  EXPECT_NEAR(first[5].expected, 0.15 * 0.75, 1e-12);
}

TEST(Monitor, AnAlertBeginsOnceAndEndsBeyondTheSecondLimit) {
  Bench bench(usual_rules());
  EXPECT_EQ(bench.at(0.9), "b");
  for (const double wavering : {0.84, 0.86, 0.81, 0.9}) EXPECT_EQ(bench.at(wavering), "") << wavering;
  EXPECT_EQ(bench.at(0.80), "n");
  EXPECT_TRUE(bench.monitor.active().empty());
  EXPECT_TRUE(bench.monitor.suggestions().empty());
  EXPECT_EQ(bench.at(0.84), "");
  EXPECT_EQ(bench.at(0.86), "b");
}

TEST(Monitor, WaitsForSamplesInARowAndGrowsMoreSevere) {
  Rule rule = usual_rules()[0];
  rule.samples = 3;
  rule.escalates_after = 2;
  rule.severity = Severity::medium;
  Bench bench({rule});
  std::string turns;
  for (const double value : {0.9, 0.9, 0.8, 0.9, 0.9, 0.9}) turns += bench.at(value) + ".";
  EXPECT_EQ(turns, ".....b.");
  turns = "";
  for (int i = 0; i < 7; ++i) turns += bench.at(0.9) + ".";
  EXPECT_EQ(turns, ".e..e....");
  EXPECT_EQ(bench.monitor.active()[0].severity, Severity::critical);
  EXPECT_EQ(bench.at(0.1), "n");
  for (int i = 0; i < 3; ++i) bench.at(0.9);
  EXPECT_EQ(bench.monitor.active()[0].severity, Severity::medium);
}

TEST(Monitor, AGaugeWithoutAValueOrARuleChangesNothing) {
  Bench bench(usual_rules());
  EXPECT_EQ(bench.at(std::nan("")), "");
  EXPECT_EQ(bench.at(0.9), "b");
  EXPECT_EQ(bench.at(std::nan("")), "");
  EXPECT_EQ(bench.monitor.active().size(), 1u);
  EXPECT_EQ(bench.at(INFINITY), "");
  bench.monitor.watch("unknown", [] { return 1e9; });
  EXPECT_EQ(bench.at(0.1), "n");
  EXPECT_TRUE(Monitor({}).sample(1).empty());
}

TEST(Monitor, OfGaugesOfOneNameTheGreatestCounts) {
  for (const unsigned samples : {1u, 2u}) {
    Monitor monitor({{.gauge = "share", .above = 0.5, .until = 0.5, .samples = samples, .impact = {}, .actions = {}}});
    double first = 0.9, second = 0.1;
    monitor.watch("share", [&] { return first; });
    monitor.watch("share", [&] { return second; });
    std::size_t told = 0;
    for (std::uint64_t now = 1; now <= 100; ++now) told += monitor.sample(now).size();
    EXPECT_EQ(told, 1u) << samples;
    ASSERT_EQ(monitor.active().size(), 1u);
    EXPECT_EQ(monitor.active()[0].value, 0.9);
    ASSERT_EQ(monitor.gauges().size(), 1u);
    EXPECT_EQ(monitor.gauges()[0].value, 0.9);
    first = second = NAN;
    EXPECT_TRUE(monitor.sample(101).empty());
    first = 0.2;
    EXPECT_EQ(monitor.sample(102).size(), 1u);
    EXPECT_TRUE(monitor.active().empty());
  }
}

TEST(Monitor, RefusesRulesThatCannotHold) {
  const Rule good = usual_rules()[0];
  EXPECT_EQ(Monitor::problem(good), nullptr);
  const auto refused = [&](void (*spoil)(Rule&)) {
    Rule rule = good;
    spoil(rule);
    return Monitor::problem(rule) != nullptr;
  };
  EXPECT_TRUE(refused([](Rule& r) { r.gauge = ""; }));
  EXPECT_TRUE(refused([](Rule& r) { r.above = std::nan(""); }));
  EXPECT_TRUE(refused([](Rule& r) { r.until = 0.9; }));
  EXPECT_TRUE(refused([](Rule& r) { r.samples = 0; }));
  EXPECT_TRUE(refused([](Rule& r) { r.confidence = 1.1; }));
  EXPECT_DEATH(Monitor({Rule{}}), "problem\\(\\) says why");
}

}  // namespace
}  // namespace workloads::swarm
