// The rule at its edges: looks, the three calls, what is said where nothing can be decided, exact metrics.
#include "harness/gate/judge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <string_view>
#include <vector>

#include "harness/gate/decide.h"
#include "harness/stats/signed_rank.h"

namespace gate {
namespace {

// n values around `middle`, symmetric, `step` apart.
std::vector<double> around(double middle, std::size_t n, double step = 0.001) {
  std::vector<double> d(n);
  for (std::size_t i = 0; i < n; ++i) d[i] = middle + step * (double(i) - double(n - 1) / 2);
  return d;
}

const double five = std::log1p(0.05);

TEST(Judge, CallsAtTheFirstLook) {
  EXPECT_EQ(judge(around(0, 8), five, false).call, Call::same);
  EXPECT_EQ(judge(around(0.08, 8), five, false).call, Call::suspect);
  EXPECT_EQ(judge(around(-0.08, 8), five, false).call, Call::faster);
  EXPECT_EQ(judge(around(0.05, 8), five, false).call, Call::suspect);  // the estimate is at the tolerance
  EXPECT_EQ(judge(around(0.047, 8), five, false).call, Call::open);
  EXPECT_EQ(judge(around(0.02, 8), five, false).call, Call::same);  // proven, but within the tolerance
}

TEST(Judge, BetweenLooksOnlyTheLastLookCounts) {
  std::vector<double> d = around(0.03, 8, 0.008);
  EXPECT_EQ(judge(d, five, false).call, Call::open);
  d.insert(d.end(), 3, 0.3);
  const Judgement again = judge(d, five, false);
  EXPECT_EQ(again.error, looks[0].error);
  EXPECT_EQ(again.hi, judge(around(0.03, 8, 0.008), five, false).hi);
}

TEST(Judge, AnErrorIsNotSpentTwiceWhereTheBudgetEndsBetweenLooks) {
  const Judgement ten = judge(around(0, 10), five, true);
  EXPECT_EQ(ten.error, looks[1].error);
  EXPECT_TRUE(std::isfinite(ten.hi));
  const Judgement nine = judge(around(0, 9), five, true);  // 1/512 is above the next look's error
  EXPECT_EQ(nine.error, looks[0].error);
  EXPECT_TRUE(std::isfinite(nine.hi));
}

TEST(Judge, TooFewPairsAreUnsureNeverGreen) {
  EXPECT_EQ(judge(around(0, 7), five, false).call, Call::open);
  for (const std::size_t n : {0u, 1u, 7u}) EXPECT_EQ(judge(around(0, n), five, true).call, Call::unsure) << n;
}

TEST(Judge, AllValuesEqualIsDecidedAtOnce) {
  EXPECT_EQ(judge(std::vector<double>(8, 0.0), five, false).call, Call::same);
  EXPECT_EQ(judge(std::vector<double>(8, 0.1), five, false).call, Call::suspect);
}

TEST(Judge, HopelessSpreadTakesNoMoreTimeAndNamesTheTolerance) {
  const Judgement j = judge(around(0.01, 8, 0.06), five, false);
  EXPECT_EQ(j.call, Call::unsure);
  EXPECT_NE(j.note.find("% or more works here"), std::string::npos);
  // The spread of 8 pairs is rough: an estimate beyond it is worth more of them.
  EXPECT_EQ(judge(around(0.14, 8, 0.045), five, false).call, Call::open);
}

TEST(Judge, TheNoteSaysHowManyPairsWouldDecide) {
  const auto pairs_in = [](const Judgement& j) {
    return j.note.substr(0, 6) == "about " ? std::stoi(j.note.substr(6)) : 0;
  };
  const int near = pairs_in(judge(around(0.042, 40, 0.002), five, true));
  const int far = pairs_in(judge(around(0.040, 40, 0.002), five, true));
  EXPECT_GT(near, far);
  EXPECT_GT(far, 40);
  // Beyond the tolerance it is 0 that the lower bound has to pass, however near the tolerance the estimate is.
  std::vector<double> beyond = around(0.062, 16, 0.004);
  std::fill(beyond.begin(), beyond.begin() + 3, -0.2);
  const Judgement j = judge(beyond, five, true);
  ASSERT_EQ(j.call, Call::unsure);
  ASSERT_GE(j.estimate, five);
  EXPECT_GT(pairs_in(j), 16);
  EXPECT_LT(pairs_in(j), 120);
  EXPECT_EQ(judge(around(five - 1e-6, 40, 0.002), five, true).note, "at the limit");
}

TEST(Judge, AdjustedForLooksTheBoundAndThePValueAgree) {
  std::mt19937_64 random(5);
  for (const Look& look : looks) {
    for (int i = 0; i < 200; ++i) {
      std::vector<double> d(look.pairs);
      for (double& x : d) x = std::normal_distribution<>(0.02, 0.025)(random);
      const bool beyond = judge(d, five, false).lo > 0;
      EXPECT_EQ(beyond, look_adjusted(stats::signed_rank_p_greater(d), look.error) <= 0.01) << look.pairs;
    }
  }
  EXPECT_EQ(look_adjusted(0.9, 0.0012), 1);
  EXPECT_EQ(look_adjusted(0.2, 1.0 / 16), 0.2);  // never made smaller
}

TEST(Confirm, OneWildPairDoesNotRefuseARealChange) {
  for (const double spread : {0.0, 0.02, 0.03, 0.1}) {
    std::vector<double> fresh = around(0.1, confirmation_pairs(spread));
    fresh[3] = -1.0;
    const Confirmation c = confirm(fresh, true);
    EXPECT_TRUE(confirmed(c, c.p, five)) << spread;
    EXPECT_NEAR(c.estimate, 0.1, 0.002);
  }
}

TEST(Confirm, MirrorsAndRefuses) {
  const Confirmation faster = confirm(around(-0.1, 20), false);
  EXPECT_LT(faster.p, 0.01);
  EXPECT_TRUE(confirmed(faster, faster.p, five));
  EXPECT_FALSE(confirmed(faster, 0.011, five));                       // after Holm
  EXPECT_FALSE(confirmed(confirm(around(0.02, 20), true), 0, five));  // below half the tolerance
  EXPECT_EQ(confirm({}, true).p, 1);
}

TEST(Judge, CountsOfNothingOnBothSidesAreTheSame) {
  Contrast c;
  c.series.kind = "count";
  c.base.assign(40, 0.0);
  c.head = c.base;
  EXPECT_EQ(judge(c, 0.05, true).judgement.call, Call::same);
  c.head.assign(40, 1.0);
  EXPECT_EQ(judge(c, 0.05, true).judgement.call, Call::suspect);
}

TEST(Judge, NotesTellSharesWhateverTheKind) {
  struct Row {
    const char* kind;
    double base, step;
    const char* note;
  };
  for (const Row& row : {Row{"count", 100, 8, "spread of pairs 23.7 %: a tolerance of 34 % or more works here"},
                         Row{"share", 0.5, 0.08, "spread of pairs 23.7 %: a tolerance of 34 % or more works here"},
                         Row{"count", 0, 8, "spread of pairs 23.7: no tolerance is a share of a base of 0"},
                         Row{"bytes", 100, 0.08, "spread of pairs 26.8 %: a tolerance of 41 % or more works here"}}) {
    Contrast c;
    c.series.kind = row.kind;
    c.base.assign(8, row.base);
    for (const double d : around(0, 8, row.step)) {
      c.head.push_back(c.series.kind == "bytes" ? row.base * std::exp(d) : row.base + d);
    }
    EXPECT_EQ(judge(c, 0.05, true).judgement.note, row.note) << row.kind << " " << row.base;
  }
}

TEST(Judge, ACoarseClockWidensTheInterval) {
  Contrast c;
  for (int i = 0; i < 8; ++i) {
    c.base.push_back(100 + 2 * (i % 2));  // steps of 2 %
    c.head.push_back(100 + 2 * (i / 2 % 2));
  }
  EXPECT_NEAR(slack(c), 0.25 * 2 / 101, 1e-12);
  const Judgement j = judge(c, 0.05, true).judgement;
  const Judgement bare = judge(judge(c, 0.05, true).differences, five, true);
  EXPECT_NEAR(j.hi - bare.hi, slack(c), 1e-12);
  EXPECT_NEAR(bare.lo - j.lo, slack(c), 1e-12);
  c.base.assign(8, 100);  // a side that never moves shows no step
  EXPECT_NEAR(slack(c), 0.25 * 2 / 101, 1e-12);
  c.head.assign(8, 102);  // two that never move may be a step apart
  EXPECT_NEAR(slack(c), 0.25 * 2 / 101, 1e-12);
  EXPECT_NEAR(judge(c, 0.05, true).judgement.lo, std::log(1.02) - slack(c), 1e-12);
  c.series.kind = "count";  // there the step is real
  EXPECT_EQ(slack(c), 0);
  EXPECT_EQ(slack(Contrast{}), 0);
}

TEST(Judge, SizesThatAreNothingOnOneSideOrBoth) {
  const std::vector<double> none(8, 0.0), some = {70, 71, 72, 73, 74, 75, 76, 77}, below(8, -1.0), lower(8, -2.0);
  std::vector<double> mixed = none, other = none;
  for (std::size_t i = 0; i < 8; ++i) (i % 2 == 0 ? mixed : other)[i] = some[i];
  struct Row {
    const char* what;
    const std::vector<double>&base, &head;
    Call call;
  };
  for (const Row& row :
       {Row{"nothing on both sides", none, none, Call::same}, Row{"from nothing", none, some, Call::suspect},
        Row{"to nothing", some, none, Call::faster}, Row{"one pair each way", mixed, other, Call::unsure},
        Row{"no size", some, below, Call::unsure}, Row{"no size on both sides", below, lower, Call::unsure}}) {
    Contrast c;
    c.series.kind = "bytes";
    c.base = row.base;
    c.head = row.head;
    const Judged judged = judge(c, 0.05, true);
    EXPECT_EQ(judged.judgement.call, row.call) << row.what;
    const harness::Verdict v = verdict_of(c, judged, 0.05);
    for (const auto& value : {v.change, v.lo, v.hi, v.p, v.detectable}) EXPECT_TRUE(std::isfinite(value.value_or(0)));
    EXPECT_TRUE(std::isfinite(judged.judgement.spread)) << row.what;
  }
}

TEST(Confirm, AnInfiniteChangeStandsAndIsNotWritten) {
  Contrast c;
  c.series.kind = "bytes";
  c.base.assign(20, 0.0);
  c.head.assign(20, 64.0);
  const Judged judged = judge(c, 0.05, true);
  harness::Verdict v = verdict_of(c, judged, 0.05);
  const Confirmation fresh = confirm(judged.differences, true);
  apply(fresh, fresh.p, 20, judged, v);
  EXPECT_EQ(v.verdict, "slower");
  EXPECT_EQ(v.severity, "critical");
  EXPECT_FALSE(v.change);
  EXPECT_FALSE(v.lo);
}

TEST(JudgeExact, OnlyWhereRepeatsAgree) {
  const std::vector<double> three = {3, 3}, four = {4, 4}, mixed = {3, 4};
  EXPECT_EQ(judge_exact(three, four, 1, 0)->call, Call::suspect);
  EXPECT_EQ(judge_exact(three, three, 0, 0)->call, Call::same);
  EXPECT_EQ(judge_exact(four, three, -1, 0)->call, Call::faster);
  EXPECT_FALSE(judge_exact(three, mixed, 0, 0));
  EXPECT_FALSE(judge_exact({}, {}, 0, 0));
}

TEST(JudgeNearlyExact, TheRepeatsAreTheInterval) {
  const std::vector<double> base = {1000, 1001}, more = {1030, 1030.5}, few = {1003, 1004}, edge = {1010, 1010.5},
                            wild = {1000, 1020};
  const auto slower = judge_nearly_exact(base, more, 10);
  ASSERT_TRUE(slower);
  EXPECT_EQ(slower->call, Call::suspect);
  EXPECT_EQ(slower->lo, 29);
  EXPECT_EQ(slower->hi, 30.5);
  EXPECT_EQ(judge_nearly_exact(more, base, 10)->call, Call::faster);
  EXPECT_EQ(judge_nearly_exact(base, few, 10)->call, Call::same);
  EXPECT_FALSE(judge_nearly_exact(base, edge, 10)) << "on either side of the tolerance";
  EXPECT_FALSE(judge_nearly_exact(base, wild, 10)) << "repeats that differ";
  EXPECT_FALSE(judge_nearly_exact({}, base, 10));
}

TEST(JudgeExact, InstructionsHaveOnePerCentAndAllocationsNone) {
  Contrast c;
  c.series.kind = "count";
  c.series.exact = true;
  c.base = {1000, 1000};
  c.head = {1009, 1009};
  c.series.metric = "instructions";
  EXPECT_EQ(judge(c, 0.05, true).judgement.call, Call::suspect) << "a suite's own count of that name";
  c.series.mode = "insn";
  EXPECT_EQ(judge(c, 0.05, true).judgement.call, Call::same);
  c.series.metric = "allocations";
  EXPECT_EQ(judge(c, 0.05, true).judgement.call, Call::suspect);
  EXPECT_EQ(verdict_of(c, judge(c, 0.05, true), 0.05).verdict, "slower") << "exact: nothing has to confirm it";
  c.series.metric = "instructions";
  c.head = {1011, 1011};
  const harness::Verdict slower = verdict_of(c, judge(c, 0.05, true), 0.05);
  EXPECT_EQ(slower.verdict, "slower");
  EXPECT_NEAR(slower.tolerance, 0.01, 1e-12);
}

TEST(Severity, IsCriticalFromTwiceTheTolerance) {
  struct Row {
    const char* kind;
    double base, head, tolerance;
    const char* severity;
  };
  for (const Row& row : {Row{"time", 100, 141, 0.2, "critical"}, Row{"time", 100, 139, 0.2, "warning"},
                         Row{"time", 100, 301, 1, "critical"}, Row{"time", 100, 299, 1, "warning"},
                         Row{"count", 100, 141, 0.2, "critical"}, Row{"count", 100, 139, 0.2, "warning"},
                         Row{"share", 0.1, 0.51, 0.2, "critical"}, Row{"share", 0.1, 0.49, 0.2, "warning"}}) {
    Contrast c;
    c.series.kind = row.kind;
    c.base.assign(20, row.base);
    c.head.assign(20, row.head);
    const Judged judged = judge(c, row.tolerance, true);
    harness::Verdict v = verdict_of(c, judged, row.tolerance);
    apply(confirm(judged.differences, true), 0, 20, judged, v);
    EXPECT_EQ(v.severity, row.severity) << row.kind << " " << row.head;
  }
  Contrast exact;
  exact.series.kind = "bytes";
  exact.series.exact = true;
  exact.base = {1e6, 1e6};
  exact.head = {1.02005e6, 1.02005e6};
  EXPECT_EQ(verdict_of(exact, judge(exact, 0.05, true), 0.05).severity, "critical");
}

TEST(Exits, AnUnsureIntervalThatReachesTwiceTheTolerance) {
  harness::Verdict v;
  v.series.kind = "time";
  v.verdict = "unsure";
  v.tolerance = 1;
  std::vector<harness::Verdict> session(20);
  for (auto& other : session) other.verdict = "same";
  for (const auto& [hi, exit] : {std::pair(2.9, harness::Exit::ok), {3.1, harness::Exit::no_verdict}}) {
    v.hi = std::log(hi);
    session[0] = v;
    EXPECT_EQ(exits(session, false, true).front(), exit) << hi;
  }
}

// Looks that unchanged normal pairs of that spread take until the rule has an answer.
std::vector<double> simulated_pairs(double spread, double tolerance, int sessions, std::string_view answer) {
  std::mt19937_64 random(1);
  std::normal_distribution<> normal(0, spread);
  std::vector<double> pairs;
  for (int i = 0; i < sessions; ++i) {
    std::vector<double> differences;
    for (const Look& look : looks) {
      while (differences.size() < look.pairs) differences.push_back(normal(random));
      const Call call = judge(differences, tolerance, false).call;
      if (call == Call::open) continue;
      pairs.push_back(answer.empty() || call == Call::same ? double(look.pairs) : 1e9);
      break;
    }
  }
  return pairs;
}

TEST(ExpectedPairs, AreTheMeanOfSessions) {
  for (const double spread : {0.005, 0.018, 0.023, 0.03, 0.038, 0.047, 0.052, 0.066, 0.09, 0.15, 0.4}) {
    const std::vector<double> pairs = simulated_pairs(spread, five, 4000, "");
    const double mean = std::accumulate(pairs.begin(), pairs.end(), 0.0) / double(pairs.size());
    EXPECT_NEAR(expected_pairs(spread, five), mean, 0.6) << spread;
  }
  EXPECT_EQ(expected_pairs(0, five), 8);
  EXPECT_LT(expected_pairs(1, five), 10) << "hopeless: said at the first looks";
}

TEST(FitTolerance, IsKeptToBy99Of100) {
  const std::vector<double> pairs = simulated_pairs(0.02, fit_tolerance(0.02), 10'000, "same");
  const auto kept = std::count_if(pairs.begin(), pairs.end(), [](double n) { return n <= 12; });
  EXPECT_NEAR(double(kept) / double(pairs.size()), 0.99, 0.003);
}

}  // namespace
}  // namespace gate
