// The simulation itself: its noise has the spread it claims and no direction, its sessions are repeatable, and a
// planted change reaches the verdict.
#include "harness/validate/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/validate/checks.h"

namespace validate {
namespace {

std::vector<double> differences(const NoiseKind& kind, double spread, double change, std::size_t benchmarks) {
  Random random(9);
  const Scale scale = scale_of(kind, spread);
  std::vector<double> all;
  for (std::size_t i = 0; i < benchmarks; ++i) {
    Measured measured({&kind, scale, change}, draw_shocks(kind, 40, random), random());
    measured.until(40);
    const gate::Contrast& c = measured.contrast();
    for (std::size_t k = 0; k < c.base.size(); ++k) all.push_back(std::log(c.head[k] / c.base[k]));
  }
  return all;
}

TEST(Noise, SpreadAndMiddleAreWhatWasAsked) {
  for (const NoiseKind& kind : noise_kinds()) {
    const double spread = 0.03, change = 0.05;
    double sum = 0, squares = 0;
    const auto all = differences(kind, spread, change, 400);
    for (const double d : all) {
      sum += d - std::log1p(change);
      squares += std::pow(d - std::log1p(change), 2);
    }
    const double n = double(all.size());
    EXPECT_NEAR(sum / n, 0, 4 * spread / std::sqrt(n)) << kind.name;  // the coin leaves no direction
    if (kind.own_base == 0) {
      EXPECT_LT(squares, 1e-20) << kind.name;
    } else if (kind.grain == 0) {
      EXPECT_NEAR(std::sqrt(squares / n) / spread, 1, 0.1) << kind.name;
    }
  }
}

TEST(Noise, EveryDisturbanceIsThere) {
  const auto share_beyond = [](std::string_view kind, double spreads_away) {
    const auto all = differences(noise_kind(kind), 0.02, 0, 100);
    return double(std::count_if(all.begin(), all.end(), [&](double d) { return std::abs(d) > 0.02 * spreads_away; })) /
           double(all.size());
  };
  EXPECT_LT(share_beyond("quiet", 4), 0.001);
  EXPECT_GT(share_beyond("heavy tail", 4), 0.005);
  EXPECT_GT(share_beyond("common shock", 4), 0.005);
  const auto tied = differences(noise_kind("ties"), 0.02, 0, 10);
  EXPECT_LT(std::set<double>(tied.begin(), tied.end()).size(), tied.size() / 2);
  EXPECT_THROW(noise_kind("none such"), std::invalid_argument);
}

TEST(Noise, LostPairsAreRepeatedButNotForEver) {
  NoiseKind half = noise_kind("quiet");
  half.lost = 0.5;
  Random random(1);
  Measured measured({&half, 0.01, 0}, draw_shocks(half, 40, random), 1);
  measured.until(40);
  EXPECT_GT(measured.contrast().base.size(), 10u);
  EXPECT_LT(measured.contrast().base.size(), 40u);
}

TEST(Session, SameSeedSameSession) {
  const NoiseKind& kind = noise_kind("all of them");
  const std::vector<Benchmark> benchmarks(5, {&kind, scale_of(kind, 0.03), 0.05});
  const auto once = simulate(benchmarks, 0.05, 42), again = simulate(benchmarks, 0.05, 42);
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].verdict.verdict, again[i].verdict.verdict);
    EXPECT_EQ(once[i].verdict.change, again[i].verdict.change);
    EXPECT_EQ(once[i].pairs, again[i].pairs);
  }
}

TEST(Session, APlantedChangeIsFoundItAlone) {
  const NoiseKind& kind = noise_kind("common shock");
  std::vector<Benchmark> benchmarks(20, {&kind, scale_of(kind, 0.02), 0});
  benchmarks[7].change = 0.10;
  benchmarks[8].change = -0.10;
  const auto outcomes = simulate(benchmarks, 0.05, 5);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i].verdict.verdict, i == 7 ? "slower" : i == 8 ? "faster" : "same") << i;
    EXPECT_EQ(outcomes[i].fresh > 0, i == 7 || i == 8);
  }
}

TEST(Checks, WilsonIsThePublishedInterval) {
  // scipy.stats.binomtest(10, 100).proportion_ci(method="wilson")
  const Range r = wilson({10, 100}, 1.959964);
  EXPECT_NEAR(r.lo, 0.05522913706, 1e-8);
  EXPECT_NEAR(r.hi, 0.17436566150, 1e-8);
  EXPECT_EQ(wilson({0, 0}).hi, 1);
}

TEST(Checks, AMissIsNotCalledMet) {
  Study study = run_study({1, 1}, [](const std::string&) {});
  const auto result = [&](std::string_view what) {
    for (const Check& c : checks_of(study)) {
      if (c.what.find(what) != std::string::npos) return c.result;
    }
    return std::string("no such check");
  };
  EXPECT_EQ(result("sessions of 50"), "unsure") << "none of one proves nothing";
  for (SessionRow& row : study.sessions) row.with_slower = {0, 400};
  EXPECT_EQ(result("sessions of 50"), "unsure") << "2.6 % may still be true";
  for (SessionRow& row : study.sessions) row.with_slower = {0, 2000};
  EXPECT_EQ(result("sessions of 50"), "met");
  study.sessions[0].with_slower = {5, 400};  // 1.25 %: chance may be all
  EXPECT_EQ(result("sessions of 50"), "unsure");
  study.sessions[0].with_slower = {40, 400};
  EXPECT_EQ(result("sessions of 50"), "missed");
  study.judging_s = 1.5;
  EXPECT_EQ(result("judging 500"), "missed");
}

}  // namespace
}  // namespace validate
