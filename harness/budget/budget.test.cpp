#include "harness/budget/budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "harness/budget/places.h"
#include "harness/budget/score.h"
#include "harness/error.h"
#include "harness/stats/summary.h"

namespace budget {
namespace {

using harness::Error;
using harness::MetricValue;
using harness::Point;
using harness::StoredSeries;

TEST(Target, ReadsBoundsRangesAndUnits) {
  struct Row {
    const char* text;
    std::optional<double> lo, hi;
    const char* unit;
  };
  const Row rows[] = {{"< 50 ms", {}, 0.05, "s"},        {">= 6x", 6, {}, "x"},
                      {"70..85 %", 0.7, 0.85, "share"},  {"< 32 MB", {}, 32e6, "B"},
                      {"<= 2 MB/h", {}, 2e6, "B/h"},     {"> 85 of 100", 0.85, {}, "share"},
                      {"1..100 KiB", 1024, 102400, "B"}, {">= 99.9 %", 0.999, {}, "share"},
                      {"0.5..0.75 s", 0.5, 0.75, "s"},   {"<= 0 pieces", {}, 0, "1"}};
  for (const Row& row : rows) {
    const Target t = parse_target(row.text, "target");
    EXPECT_EQ(t.unit, row.unit) << row.text;
    ASSERT_EQ(t.lo.has_value(), row.lo.has_value()) << row.text;
    ASSERT_EQ(t.hi.has_value(), row.hi.has_value()) << row.text;
    EXPECT_NEAR(t.lo.value_or(0), row.lo.value_or(0), 1e-9) << row.text;
    EXPECT_NEAR(t.hi.value_or(0), row.hi.value_or(0), 1e-6) << row.text;
  }
}

TEST(Target, RefusesWhatIsNone) {
  for (const char* text :
       {"", "50 ms", "< 50", "< ms", "< 50 parsecs", "85..70 %", "< 1..2 s", "70.. %", "< nan s", "< inf s"})
    EXPECT_THROW(parse_target(text, "target"), Error) << text;
}

TEST(Budgets, AreReadStrictly) {
  const auto refusal = [](const std::string& text) -> std::string {
    try {
      parse_budgets(text, "b.toml");
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  const std::string head = "[[budget]]\nid = \"a\"\ntitle = \"t\"\nsection = \"1\"\n";
  EXPECT_EQ(refusal(head + "target = \"< 1 s\"\nbenchmark = \"x\"\n"), "none");
  EXPECT_THAT(refusal(head + "target = \"< 1 s\"\nbenchmrk = \"x\"\n"), testing::HasSubstr("did you mean 'benchmark'"));
  EXPECT_THAT(refusal(head + "target = \"1 s\"\nbenchmark = \"x\"\n"), testing::HasSubstr("b.toml:5:"));
  EXPECT_THAT(refusal(head + "target = \"< 1 s\"\n"), testing::HasSubstr("needs one of"));
  EXPECT_THAT(refusal(head + "target = \"< 1 x\"\nbenchmark = \"x\"\nreach = \"> 5 ms\"\n"),
              testing::HasSubstr("reach names an upper limit"));
  EXPECT_THAT(refusal(head + "target = \"< 1 x\"\nbenchmark = \"x\"\nversus = \"a=b\"\ndiffers_from = \"a=c\"\n"),
              testing::HasSubstr("one of versus"));
  EXPECT_THAT(refusal(head + "target = \"< 1 s\"\nbenchmark = \"x\"\nmissing = \"y\"\n"),
              testing::HasSubstr("needs one of"));
  EXPECT_THAT(refusal(head + "target = \"< 1 s\"\nbenchmark = \"x\"\nversus = \"naive\"\n"),
              testing::HasSubstr("impl=naive"));
  EXPECT_THAT(refusal(head + "target = \"< 1 s\"\nbenchmark = \"x\"\ntier = 4\n"), testing::HasSubstr("tier is 1"));
  const std::string whole = head + "target = \"< 1 s\"\nbenchmark = \"x\"\n";
  EXPECT_THAT(refusal(whole + whole), testing::HasSubstr("comes twice"));
}

// A store of two series with given launches.
struct Fake {
  std::vector<StoredSeries> series;
  std::vector<Point> points;
  std::vector<harness::FailedLaunch> failures;

  void add(const std::string& benchmark, std::vector<double> launches, const std::string& impl = "own",
           const std::string& lane = "native", const std::string& unit = "s") {
    StoredSeries s;
    s.id = std::int64_t(series.size());
    s.series.benchmark = benchmark;
    s.series.impl = impl;
    s.series.lane = lane;
    s.series.unit = unit;
    series.push_back(s);
    Point p;
    p.session = 1;
    p.commit = "c1";
    p.launches = std::move(launches);
    points.push_back(std::move(p));
  }
  Sources sources() const {
    return {series,
            [this](std::int64_t id) { return std::optional(points[std::size_t(id)]); },
            [](const std::string&) { return std::nullopt; },
            {1, "c1"},
            failures};
  }
};

Budget budget_of(const std::string& target, const std::string& benchmark) {
  Budget b;
  b.target = parse_target(target, "target");
  b.benchmark = benchmark;
  return b;
}

std::vector<double> around(double middle) {
  std::vector<double> out;
  for (int i = -4; i <= 4; ++i) out.push_back(middle * (1 + 0.01 * i));
  return out;
}

TEST(Evaluate, OlderVersionsOfABenchmarkAreNoneOfIt) {
  Fake fake;
  for (const double middle : {9.0, 2.0, 3.0, 30.0}) fake.add("x", around(middle));
  fake.series[1].series.version = 3;
  fake.series[2].series.version = 2;
  fake.series[3].series.lane = "node";  // another place, whatever its version
  EXPECT_NEAR(*evaluate(budget_of("< 4 s", "x"), fake.sources()).value, 30, 1e-9);
  fake.series[0].series.unit = "B";  // what the version before measured, in another unit
  Budget native = budget_of("< 4 s", "x");
  native.lane = "native";
  const auto result = evaluate(native, fake.sources());
  EXPECT_EQ(result.status, "met");
  EXPECT_NEAR(*result.value, 2, 1e-9);
}

TEST(Evaluate, OnlyAWholeIntervalDecides) {
  Fake store;
  store.add("x", around(1.0));
  EXPECT_EQ(evaluate(budget_of("< 1.1 s", "x"), store.sources()).status, "met");
  EXPECT_EQ(evaluate(budget_of("< 0.9 s", "x"), store.sources()).status, "missed");
  EXPECT_EQ(evaluate(budget_of("< 1.01 s", "x"), store.sources()).status, "unsure");
  EXPECT_EQ(evaluate(budget_of("0.9..1.1 s", "x"), store.sources()).status, "met");
  EXPECT_EQ(evaluate(budget_of("1.5..1.7 s", "x"), store.sources()).status, "missed");
  const auto r = evaluate(budget_of("< 1.1 s", "x"), store.sources());
  EXPECT_EQ(r.value, 1.0);
  EXPECT_LT(*r.lo, 1.0);
  EXPECT_GT(*r.hi, 1.0);
}

TEST(Evaluate, TooFewLaunchesDecideNothing) {
  Fake store;
  store.add("x", {0.1, 0.1});
  const auto r = evaluate(budget_of("< 1 s", "x"), store.sources());
  EXPECT_EQ(r.status, "unsure");
  EXPECT_THAT(r.note, testing::HasSubstr("2 launches are too few"));
}

TEST(Evaluate, TheWorstOfSeveralCounts) {
  Fake store;
  store.add("x/n=1", around(0.1));
  store.add("x/n=2", around(3.0));
  const auto r = evaluate(budget_of("< 1 s", "x/*"), store.sources());
  EXPECT_EQ(r.status, "missed");
  EXPECT_EQ(r.benchmark, "x/n=2 native");
  EXPECT_THAT(r.note, testing::HasSubstr("worst of 2"));
}

// A proven miss counts before one that only may be, and that before what is met, however far each is.
TEST(Evaluate, TheWorstIsThatOfTheWorstStatus) {
  const std::vector<double> wide = {.09, .09, .09, .09, .095, .095, .15, .15, .15, .15};
  const std::vector<double> wider = {.09, .09, .09, .09, .11, .11, .15, .15, .15, .15};
  struct Row {
    std::vector<double> a, b;
    const char *status, *benchmark;
  };
  for (const Row& row :
       {Row{around(0.090), wide, "unsure", "x/b native"}, Row{around(0.094), wide, "unsure", "x/b native"},
        Row{around(0.105), wider, "missed", "x/a native"}, Row{around(0.105), around(0.2), "missed", "x/b native"},
        Row{around(0.05), around(0.06), "met", "x/b native"}}) {
    Fake store;
    store.add("x/a", row.a);
    store.add("x/b", row.b);
    const auto r = evaluate(budget_of("< 100 ms", "x/*"), store.sources());
    EXPECT_EQ(r.status, row.status) << row.a[4];
    EXPECT_EQ(r.benchmark, row.benchmark) << row.a[4];
    Budget metric = budget_of("< 100 ms", "x/*");
    metric.group = "health";
    const auto scored = metrics_of(std::array{metric}, std::array{r});
    EXPECT_EQ(scored[0].value, std::max(stats::median(row.a), stats::median(row.b)))
        << "the score is not the better for it";
    EXPECT_THAT(r.note, testing::HasSubstr("worst of 2"));
  }
}

TEST(Evaluate, RatiosAndReductions) {
  Fake store;
  store.add("x", around(1.0));
  store.add("x", around(8.0), "naive");
  store.add("x", around(4.0), "own", "scalar");
  Budget b = budget_of(">= 6x", "x");
  b.lane = "native";
  b.versus = "impl=naive";
  EXPECT_NEAR(*evaluate(b, store.sources()).value, 8, 0.01);
  EXPECT_EQ(evaluate(b, store.sources()).status, "met");
  b.versus = "lane=scalar";
  EXPECT_NEAR(*evaluate(b, store.sources()).value, 4, 0.01);
  EXPECT_EQ(evaluate(b, store.sources()).status, "missed");
  b.versus = "impl=gone";
  EXPECT_EQ(evaluate(b, store.sources()).status, "unmeasured");
  EXPECT_THAT(evaluate(b, store.sources()).note, testing::HasSubstr("impl=gone is not"));
  Budget r = budget_of(">= 80 %", "x");
  r.lane = "native";
  r.reduction_of = "impl=naive";
  const auto result = evaluate(r, store.sources());
  EXPECT_NEAR(*result.value, 0.875, 0.002);
  EXPECT_LT(*result.lo, *result.hi);
  EXPECT_EQ(result.status, "met");
}

// What has no such arm by design is said, and an arm that exists but cannot be compared with leaves the answer open.
TEST(Evaluate, WhatCannotBeComparedIsNotLeftOutQuietly) {
  Fake store;
  store.add("x/n=1", around(1.0));
  store.add("x/n=1", around(3.0), "naive");
  store.add("x/n=2", around(1.0));
  Budget b = budget_of(">= 2x", "x/*");
  b.versus = "impl=naive";
  auto r = evaluate(b, store.sources());
  EXPECT_EQ(r.status, "met");
  EXPECT_EQ(r.note, "1 more without impl=naive");
  store.add("x/n=2", around(3.0), "naive");
  EXPECT_EQ(evaluate(b, store.sources()).note, "worst of 2");
  store.series[2].series.version = 2;  // and its arm is still that of the version before
  r = evaluate(b, store.sources());
  EXPECT_EQ(r.status, "unsure");
  EXPECT_NEAR(*r.value, 3, 0.01);
  EXPECT_EQ(r.note, "x/n=2 is measured in version 2, impl=naive in another version: 1");
  b.target = parse_target(">= 4x", "target");
  EXPECT_EQ(evaluate(b, store.sources()).status, "missed") << "by what could be compared";
  b.target = parse_target(">= 2x", "target");
  store.series[2].series.version = 1;
  store.points[3].launches = around(0);
  r = evaluate(b, store.sources());
  EXPECT_EQ(r.status, "unsure");
  EXPECT_THAT(r.note, testing::HasSubstr("not positive"));
}

// The scorecard is headed by session 1 at commit c1.
TEST(Evaluate, WhatIsNotOfTheNewestRunSaysSo) {
  Fake store;
  store.add("x", around(1.0));
  store.add("x", around(4.0), "naive");
  Budget plain = budget_of("< 2 s", "x"), ratio = budget_of(">= 2x", "x");
  ratio.versus = "impl=naive";
  const auto notes = [&] {
    return std::pair(evaluate(plain, store.sources()).note, evaluate(ratio, store.sources()).note);
  };
  EXPECT_EQ(notes(), std::pair(std::string(), std::string()));
  store.points[0].session = 0;
  EXPECT_EQ(notes(), std::pair(std::string("of session #0"), std::string("of sessions #0 and #1")))
      << "the same commit";
  store.points[0].commit = "0123456789abcdef";
  EXPECT_EQ(notes(), std::pair(std::string("of session #0, commit 0123456789"),
                               std::string("of sessions #0, commit 0123456789 and #1")));
  const auto result = evaluate(plain, store.sources());
  EXPECT_EQ(result.status, "met") << "what is measured on demand need not be measured at each commit";
  EXPECT_EQ(result.origins, (std::vector<harness::Origin>{{0, "0123456789abcdef"}}));
  EXPECT_EQ(evaluate(ratio, store.sources()).origins.size(), 2u);
  store.add("y", around(1.0));
  store.points[2].launches = around(1.1);
  EXPECT_EQ(evaluate(budget_of("< 2 s", "*"), store.sources()).note, "worst of 2, 1 of other sessions");
}

TEST(Evaluate, WhatFailedSinceMeetsNothing) {
  struct Row {
    const char *benchmark, *impl;
    std::int64_t session;
    const char *commit, *target, *versus, *status, *note;
  };
  for (const Row& row : {
           Row{"x/a", "own", 0, "c0", "< 2 s", "", "met", "worst of 2"},
           Row{"x/a", "own", 1, "c1", "< 2 s", "", "unsure", "worst of 2; x/a failed in session #1: wrong"},
           Row{"x/a", "own", 9, "c9", "< 2 s", "", "unsure", "worst of 2; x/a failed in session #9: wrong"},
           Row{"x/a", "own", 9, "c9", "< 0.5 s", "", "missed", "worst of 2"},  // by x/b, which is farther
           Row{"x/a", "naive", 9, "c9", ">= 2x", "impl=naive", "unsure",
               "x/a impl=naive failed in session #9: wrong; 1 more without impl=naive"},
           Row{"x/b", "naive", 1, "c1", ">= 2x", "impl=naive", "unsure", "x/b impl=naive failed in session #1: wrong"},
           Row{"x/b", "naive", 0, "c0", ">= 2x", "impl=naive", "met", "1 more without impl=naive"},
           Row{"x/new", "own", 1, "c1", "< 2 s", "", "unsure", "worst of 2; x/new failed in session #1: wrong"},
           Row{"x/new", "own", 0, "c1", "< 2 s", "", "unsure", "worst of 2; x/new failed in session #0: wrong"},
           Row{"x/new", "own", 0, "c0", "< 2 s", "", "met", "worst of 2"},  // may have been taken away since
           Row{"y", "own", 1, "c1", "< 2 s", "", "met", "worst of 2"},
       }) {
    Fake store;
    store.add("x/a", around(1.0));
    store.add("x/a", around(4.0), "naive");
    store.add("x/b", around(1.1));
    store.failures = {{row.benchmark, row.impl, "native", row.session, row.commit, "wrong"}};
    Budget b = budget_of(row.target, "x/*");
    b.versus = row.versus;
    const auto r = evaluate(b, store.sources());
    EXPECT_EQ(r.status, row.status) << row.benchmark << " " << row.impl << " " << row.session << " " << row.target;
    EXPECT_EQ(r.note, row.note) << row.benchmark << " " << row.impl << " " << row.session << " " << row.target;
    EXPECT_EQ(r.doubt.empty(), r.status != "unsure");
  }
  Fake empty;
  empty.failures = {{"x", "own", "native", 1, "c1", "wrong"}};
  EXPECT_EQ(evaluate(budget_of("< 2 s", "x"), empty.sources()).note, "x failed in session #1: wrong");
}

TEST(Evaluate, OverheadsAndSharesOfAnotherLimit) {
  Fake store;
  store.add("x", around(1.5), "malloc");
  store.add("x", around(1.0));
  Budget b = budget_of("<= 20 %", "x");
  b.impl = "malloc";
  b.overhead_over = "impl=own";
  auto r = evaluate(b, store.sources());
  EXPECT_NEAR(*r.value, 0.5, 0.01);
  EXPECT_LT(*r.lo, *r.value);
  EXPECT_GT(*r.hi, *r.value);
  EXPECT_EQ(r.status, "missed");
  b = budget_of(">= 70 %", "x");
  b.reach = parse_target("< 0.8 s", "reach");
  r = evaluate(b, store.sources());
  EXPECT_NEAR(*r.value, 0.8, 0.01);
  EXPECT_LT(*r.lo, *r.value);
  EXPECT_EQ(r.status, "met");
  b.reach = parse_target("< 5 s", "reach");
  EXPECT_EQ(evaluate(b, store.sources()).value, 1);
  b.reach = parse_target("< 5 MB", "reach");
  EXPECT_EQ(evaluate(b, store.sources()).status, "unmeasured");
}

TEST(Evaluate, ArmsOfSeveralKeysAndLanesThatAreLeftOut) {
  Fake store;
  store.add("x/threads=2/n=8", around(1.0), "own", "native/avx2");
  store.add("x/threads=1/n=8", around(1.5), "own", "native/avx2");
  store.add("x/threads=1/n=8", around(6.0), "own", "native/scalar");
  store.add("x/threads=1/n=8", around(9.0), "single", "native/scalar");
  Budget b = budget_of(">= 1x", "x/threads=2/*");
  b.versus = "threads=1";
  EXPECT_NEAR(*evaluate(b, store.sources()).value, 1.5, 0.01);
  b = budget_of(">= 1x", "x/threads=1/*");
  b.versus = "lane=native/scalar";
  EXPECT_NEAR(*evaluate(b, store.sources()).value, 4, 0.01) << "the scalar arm is not compared with itself";
  b.lane = "native/avx2";
  b.versus = "lane=native/sse";
  EXPECT_THAT(evaluate(b, store.sources()).note,
              testing::HasSubstr("is not: swarmperf run --lanes native/avx2,native/sse -f 'x/threads=1/*'"));
  b.versus = "lane=chromium/simd";
  EXPECT_EQ(evaluate(b, store.sources()).note, "x/threads=1/n=8 is measured, lane=chromium/simd is not");
  b = budget_of(">= 80 %", "x/*");
  b.lane = "native/*, !native/scalar";
  b.reduction_of = "impl=single lane=native/scalar";
  EXPECT_NEAR(*evaluate(b, store.sources()).value, 1 - 1.5 / 9, 0.01);
  b.lane = "node/*";
  EXPECT_EQ(evaluate(b, store.sources()).status, "unmeasured");
}

TEST(Evaluate, AReductionIsDecidedByTheBoundsOfItsInterval) {
  Fake store;
  store.add("x", around(1.0));
  store.add("x", around(4.0), "naive");
  for (const auto& [target, status] : {std::pair(">= 74 %", "met"), {">= 75 %", "unsure"}, {">= 76 %", "missed"}}) {
    Budget b = budget_of(target, "x");
    b.reduction_of = "impl=naive";
    const auto r = evaluate(b, store.sources());
    EXPECT_EQ(r.status, status) << target << " " << *r.lo << " " << *r.hi;
    EXPECT_LT(*r.lo, 0.75);
    EXPECT_GT(*r.hi, 0.75);
  }
}

TEST(Evaluate, ADifferenceCountsEitherWay) {
  Fake store;
  store.add("near", around(1.0), "own", "a");
  store.add("near", around(1.02), "own", "b");
  store.add("above", around(1.0), "own", "a");
  store.add("above", around(2.0), "own", "b");
  store.add("below", around(2.0), "own", "a");
  store.add("below", around(1.0), "own", "b");
  struct Row {
    const char *target, *benchmark, *status;
    double value;
  };
  for (const Row& row : {Row{"< 10 %", "near", "met", 0.02}, Row{"> 90 %", "near", "met", 0.98},
                         Row{"< 10 %", "above", "missed", 0.5}, Row{"> 95 %", "above", "missed", 0.5},
                         Row{"< 10 %", "below", "missed", 0.5}, Row{"> 95 %", "below", "missed", 0.5}}) {
    Budget b = budget_of(row.target, row.benchmark);
    b.lane = "a";
    b.differs_from = "lane=b";
    const auto r = evaluate(b, store.sources());
    EXPECT_EQ(r.status, row.status) << row.target << " " << row.benchmark;
    EXPECT_NEAR(*r.value, row.value, 0.01) << row.target << " " << row.benchmark;
    EXPECT_TRUE(0 <= *r.lo && *r.lo <= *r.value && *r.value <= *r.hi && *r.hi <= 1) << *r.lo << " " << *r.hi;
  }
  store.add("same", around(1.0), "own", "a");
  store.add("same", around(1.0), "own", "b");
  Budget same = budget_of("< 10 %", "same");
  same.lane = "a";
  same.differs_from = "lane=b";
  EXPECT_EQ(*evaluate(same, store.sources()).lo, 0);
  same.target = parse_target("> 95 %", "target");
  EXPECT_EQ(*evaluate(same, store.sources()).hi, 1);
}

TEST(Evaluate, WhatCannotBeReadIsSaid) {
  Fake store;
  store.add("x", around(1.0));
  EXPECT_EQ(evaluate(budget_of("< 1 s", "gone"), store.sources()).status, "unmeasured");
  EXPECT_THAT(evaluate(budget_of("< 1 s", "gone"), store.sources()).note, testing::HasSubstr("never measured"));
  EXPECT_THAT(evaluate(budget_of("< 1 MB", "x"), store.sources()).note, testing::HasSubstr("measured in s"));
  Budget b = budget_of("< 1 s", "");
  b.unmeasurable = "needs a browser";
  EXPECT_EQ(evaluate(b, store.sources()).status, "unmeasurable");
  store.add("y", {0, -1, 2, 3, 4, 5, 6});
  store.add("y", around(1), "naive");
  Budget r = budget_of(">= 6x", "y");
  r.versus = "impl=naive";
  EXPECT_EQ(evaluate(r, store.sources()).status, "unmeasured") << "no ratio of what is not positive";
}

TEST(Score, OfAMetricIsTheShareOfItsTarget) {
  EXPECT_EQ(metric_score(parse_target("< 50 ms", ""), 0.02), 100);
  EXPECT_EQ(metric_score(parse_target("< 50 ms", ""), 0.1), 50);
  EXPECT_EQ(metric_score(parse_target(">= 6x", ""), 3), 50);
  EXPECT_EQ(metric_score(parse_target(">= 6x", ""), 7), 100);
  EXPECT_EQ(metric_score(parse_target("70..85 %", ""), 0.8), 100);
  EXPECT_NEAR(metric_score(parse_target("70..85 %", ""), 0.625), 50, 1e-9);
  EXPECT_EQ(metric_score(parse_target("70..85 %", ""), 0.1), 0);
  EXPECT_EQ(metric_score(parse_target("<= 0 pieces", ""), 0), 100);
  EXPECT_EQ(metric_score(parse_target("<= 0 pieces", ""), 2), 0);
}

MetricValue metric(const char* group, std::optional<double> score) { return {group, "m", "s", score, score, ""}; }

TEST(Score, WeighsItsPartsAsTheStrategyDoes) {
  const std::vector<MetricValue> all = {metric("execution", 100), metric("execution", 50),    metric("resource", 80),
                                        metric("quality", 60),    metric("coordination", 40), metric("health", 20)};
  const auto parts = scores_of(all);
  ASSERT_EQ(parts.size(), 6u);
  EXPECT_EQ(parts[0].value, 75);
  EXPECT_NEAR(*parts[5].value, 0.35 * 75 + 0.25 * 80 + 0.20 * 60 + 0.15 * 40 + 0.05 * 20, 1e-9);
  EXPECT_EQ(parts[5].grade, "D");
  double weights = 0;
  for (std::size_t i = 0; i < 5; ++i) weights += parts[i].weight;
  EXPECT_NEAR(weights, 1, 1e-12);
}

TEST(Score, WhatIsNotMeasuredIsNeverSharedOut) {
  const std::vector<MetricValue> all = {metric("execution", 100), metric("execution", {}),    metric("resource", 80),
                                        metric("quality", 60),    metric("coordination", 40), metric("health", 20)};
  const auto parts = scores_of(all);
  EXPECT_FALSE(parts[0].value);
  EXPECT_EQ(parts[0].lo, 50);
  EXPECT_EQ(parts[0].hi, 100);
  EXPECT_EQ(parts[0].measured, 0.5);
  EXPECT_FALSE(parts[5].value);
  EXPECT_EQ(parts[5].grade, "");
  EXPECT_NEAR(parts[5].hi - parts[5].lo, 0.35 * 50, 1e-9);
  EXPECT_FALSE(scores_of({})[5].value) << "nothing measured is no score";
  EXPECT_EQ(scores_of({})[5].lo, 0);
  EXPECT_EQ(scores_of({})[5].hi, 100);
}

TEST(Score, HasBands) {
  EXPECT_EQ(grade(90), "A");
  EXPECT_EQ(grade(89.9), "B");
  EXPECT_EQ(grade(70), "C");
  EXPECT_EQ(grade(60), "D");
  EXPECT_EQ(grade(0), "F");
}

TEST(Places, AreThoseThatABudgetTakes) {
  const std::vector<Place> offered = {
      {"core/dot/n=1", "own", "native/avx2"},   {"core/dot/n=2", "own", "native/avx2"},
      {"core/dot/n=1", "own", "native/scalar"}, {"core/dot/n=1", "naive", "native/avx2"},
      {"core/dot/n=1", "own", "node/simd"},     {"core/tanh", "own", "native/avx2"}};
  struct Row {
    const char* benchmark;
    const char* lane;
    const char* versus;
    std::vector<Place> want;
  };
  const Row rows[] = {
      {"core/dot/*", "native/*, !native/scalar", "", {offered[0], offered[1]}},
      {"core/dot/*", "native/*", "lane=native/scalar", {offered[0], offered[2]}},  // n=2 has no such arm
      {"core/dot/*", "node/*", "lane=native/scalar", {offered[4], offered[2]}},
      {"core/dot/*", "native/*,!native/scalar", "", {offered[0], offered[1]}},
      {"core/dot/*", "!native/scalar", "", {offered[0], offered[1], offered[4]}},
      {"core/dot/*", "!native/*,!node/*", "", {}},
      {"core/dot/*", " node/* ,native/scalar", "", {offered[2], offered[4]}},
      {"core/dot/n=1", "native/avx2", "impl=naive", {offered[0], offered[3]}},
      {"core/dot/n=2", "", "n=1", {offered[1], offered[0]}},
      {"core/tanh", "", "lane=chromium/simd", {}},
      {"core/gemm", "", "", {}},
  };
  for (const Row& row : rows) {
    Budget b;
    b.benchmark = row.benchmark;
    b.lane = row.lane;
    b.versus = row.versus;
    EXPECT_EQ(places_of(b, offered, offered), row.want) << row.benchmark << " " << row.lane << " " << row.versus;
  }
  Budget b;
  b.benchmark = "core/dot/*";
  b.versus = "lane=native/scalar";
  EXPECT_EQ(places_of(b, {offered[4]}, offered), (std::vector{offered[4], offered[2]})) << "the arm may be elsewhere";
}

}  // namespace
}  // namespace budget
