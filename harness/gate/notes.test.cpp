#include "harness/gate/notes.h"

#include <gmock/gmock.h>

#include <random>

namespace gate {
namespace {

using testing::ElementsAre;

Judged judged_of(std::vector<double> differences, double tolerance = 0.05) {
  Contrast c;
  for (const double d : differences) {
    c.base.push_back(1e-6);
    c.head.push_back(1e-6 * std::exp(d));
  }
  return judge(c, tolerance, true);
}

std::vector<double> around(double middle, double spread, std::size_t n, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<> normal(middle, spread);
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(normal(random));
  return values;
}

TEST(SmallChanges, AreProvenWithinTheTolerance) {
  const std::vector<Judged> session = {judged_of(around(0.02, 0.002, 16)), judged_of(around(0, 0.01, 16)),
                                       judged_of(around(0.1, 0.01, 16))};
  EXPECT_THAT(small_changes(session), ElementsAre(true, false, false)) << "what is no longer small is a suspect";
}

TEST(SmallChanges, AreAdjustedForTheNumberOfBenchmarks) {
  // Eight pairs of one sign have p = 2/256, adjusted for the looks 0.0195: proven alone, not among fifty.
  std::vector<Judged> session = {judged_of({.01, .011, .012, .013, .009, .008, .0105, .0115})};
  EXPECT_THAT(small_changes(session), ElementsAre(true));
  for (unsigned i = 0; i < 49; ++i) session.push_back(judged_of(around(0, 0.01, 8, i + 2)));
  EXPECT_FALSE(small_changes(session)[0]);
}

TEST(SmallChanges, ExactMetricsNeedNoProof) {
  Contrast exact;
  exact.series.exact = true;
  exact.series.kind = "bytes";
  exact.base = {1000, 1000};
  exact.head = {1005, 1005};
  const std::vector<Judged> session = {judge(exact, 0.05, true)};
  EXPECT_THAT(small_changes(session), ElementsAre(false));
}

TEST(NoiseNote, NamesWhatWouldHelp) {
  const Judged noisy = judged_of(around(0.04, 0.06, 40));
  ASSERT_EQ(noisy.judgement.call, Call::unsure);
  const std::vector<std::vector<double>> still(40, {1, 1, 1}), scattered(40, {0.7, 1, 1.3});
  EXPECT_NE(noise_note(noisy, still, still).find("between pairs"), std::string::npos);
  EXPECT_NE(noise_note(noisy, scattered, scattered).find("within launches"), std::string::npos);
  std::vector<double> drifting;
  for (int i = 0; i < 40; ++i) drifting.push_back(0.005 * i - 0.07);
  EXPECT_NE(noise_note(judged_of(drifting), still, still).find("drifted"), std::string::npos);
  // A count's differences are no ratios, and neither is what its launches scatter by.
  Contrast counted;
  counted.series.kind = "count";
  for (const double d : around(4, 6, 40)) {
    counted.base.push_back(100);
    counted.head.push_back(100 + d);
  }
  const std::vector<std::vector<double>> wide(40, {70, 100, 130});
  EXPECT_NE(noise_note(judge(counted, 0.05, true), wide, wide).find("within launches"), std::string::npos);
  EXPECT_EQ(noise_note(judged_of(around(0, 0.001, 8)), still, still), "") << "what is decided needs no advice";
}

}  // namespace
}  // namespace gate
