#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/trend/life.h"
#include "harness/trend/located.h"

namespace trend {
namespace {

using harness::ChangePoint;
using harness::Point;
using harness::Regression;

std::vector<Point> points(std::size_t n) {
  std::vector<Point> out;
  for (std::size_t i = 0; i < n; ++i) {
    Point p;
    p.session = std::int64_t(100 + i);
    p.commit = "c" + std::to_string(i);
    out.push_back(p);
  }
  return out;
}

Change step_at(std::size_t at, std::size_t lo, std::size_t hi, double before, double after) {
  return {Class::step, at, lo, hi, 20, before, after, std::log(after / before), 0.001};
}

TEST(Located, BlameBeginsBeforeTheEarliestPlaceAndEndsAtTheLatest) {
  harness::StoredSeries series;
  series.id = 7;
  const auto found = located(std::vector<Change>{step_at(10, 9, 12, 1, 1.1)}, series, points(20));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].session, 110);
  EXPECT_EQ(found[0].lo_session, 109);
  EXPECT_EQ(found[0].hi_session, 112);
  EXPECT_EQ(found[0].commit_before, "c8");
  EXPECT_EQ(found[0].commit_after, "c12");
  EXPECT_NEAR(found[0].change, std::log(1.1), 1e-12);
  EXPECT_FALSE(found[0].end_session);
}

TEST(Located, PositiveIsWorseWhateverTheDirectionAndScale) {
  harness::StoredSeries more, count;
  more.series.better = "more";
  count.series.kind = "count";
  EXPECT_LT(located(std::vector<Change>{step_at(10, 10, 10, 1, 2)}, more, points(20))[0].change, 0);
  EXPECT_EQ(located(std::vector<Change>{step_at(10, 10, 10, 4, 6)}, count, points(20))[0].change, 2);
}

ChangePoint change(std::int64_t series, std::int64_t lo, std::int64_t hi, double by, const char* kind = "step") {
  ChangePoint c;
  c.series = series;
  c.kind = kind;
  c.session = lo;
  c.lo_session = lo;
  c.hi_session = hi;
  c.change = by;
  c.commit_before = "c" + std::to_string(lo - 1);
  c.commit_after = "c" + std::to_string(hi);
  return c;
}

TEST(Cohorts, WhatSharesASessionAndADirectionHappenedAtOnce) {
  const std::vector<std::int64_t> order = {5, 3, 1, 2, 4};  // merged databases: ids are no order
  std::vector<ChangePoint> all = {change(1, 3, 1, 0.1), change(2, 1, 2, 0.2), change(3, 2, 2, 0.1),
                                  change(4, 1, 2, -0.1), change(5, 1, 1, 0.1, "spike")};
  number_cohorts(all, order);
  EXPECT_EQ(all[0].cohort, all[1].cohort);
  EXPECT_NE(all[0].cohort, all[2].cohort) << "1 and 3 share no session with each other";
  EXPECT_NE(all[3].cohort, all[0].cohort) << "for the better";
  EXPECT_NE(all[4].cohort, all[0].cohort) << "a spike stands alone";
}

const std::vector<std::int64_t> order = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

TEST(Life, OpensIsFixedAndReopens) {
  const ChangePoint worse = change(1, 4, 5, 0.1), better = change(1, 8, 8, -0.1);
  auto turns = after_trend({}, std::vector{worse}, order, 0.05, 77);
  ASSERT_EQ(turns.size(), 1u);
  Regression r = turns[0].regression;
  EXPECT_EQ(r.state, "open");
  EXPECT_EQ(r.opened_by, "trend");
  EXPECT_EQ(r.commit_before, "c3");
  EXPECT_EQ(r.commit_after, "c5");
  r.id = 9;
  EXPECT_TRUE(after_trend(std::vector{r}, std::vector{worse}, order, 0.05, 78).empty()) << "known already";

  turns = after_trend(std::vector{r}, std::vector{worse, better}, order, 0.05, 79);
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].regression.state, "fixed");
  EXPECT_EQ(turns[0].event.session, 8);
  EXPECT_EQ(turns[0].event.regression, 9);
  r = turns[0].regression;
  EXPECT_TRUE(after_trend(std::vector{r}, std::vector{worse, better}, order, 0.05, 80).empty());

  turns = after_trend(std::vector{r}, std::vector{worse}, order, 0.05, 81);
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].regression.state, "reopened");
}

TEST(Life, WhatLaterPointsOutvoteIsFixed) {
  Regression r = after_trend({}, std::vector{change(1, 4, 5, 0.1)}, order, 0.05, 77)[0].regression;
  r.id = 9;
  const auto state_after = [&](const std::vector<ChangePoint>& changes, const std::vector<std::int64_t>& seen) {
    const auto turns = after_trend(std::vector{r}, changes, seen, 0.05, 78);
    return turns.empty() ? "" : turns[0].regression.state;
  };
  EXPECT_EQ(state_after({}, order), "fixed");
  EXPECT_EQ(state_after({}, {}), "") << "nothing was looked at";
  EXPECT_EQ(state_after({}, {1, 2, 3}), "") << "not at the session in which it began";
  EXPECT_EQ(state_after({change(1, 4, 5, 0.03)}, order), "") << "it is still seen, smaller";
  EXPECT_EQ(state_after({change(1, 2, 2, 0.1)}, order), "open") << "another one, earlier";
  ChangePoint drift = change(1, 1, 1, 0.1, "drift");
  drift.end_session = 10;
  EXPECT_EQ(state_after({drift}, order), "open") << "the drift";
  EXPECT_EQ(after_trend(std::vector{r}, std::vector{drift}, order, 0.05, 78).size(), 1u)
      << "which tells the old one too";
  drift.change = -0.1;
  EXPECT_EQ(state_after({drift}, order), "fixed") << "it drifts to the better";
  EXPECT_EQ(state_after({change(1, 4, 5, -0.1)}, order), "fixed") << "what is there now is a gain";
  r.state = "fixed";
  drift.change = 0.1;
  EXPECT_EQ(state_after({drift}, order), "open") << "a drift is none of the steps that were fixed in its history";
  Regression drifting = after_trend({}, std::vector{drift}, order, 0.05, 79)[0].regression;
  drifting.id = 10;
  drift.session = drift.lo_session = 3;  // the history has got earlier points
  drift.commit_after = r.commit_after = "c10";
  EXPECT_TRUE(after_trend(std::vector{drifting}, std::vector{drift}, order, 0.05, 80).empty()) << "known already";
  EXPECT_EQ(state_after({drift}, order), "open") << "although both end at the newest commit";
  r.state = "open";
  r.opened_by = "gate";
  EXPECT_EQ(state_after({}, order), "") << "what a gate proved is not undone by a look at the history";
}

TEST(Life, OpensNothingForWhatIsSmallBetterOverOrASpike) {
  EXPECT_TRUE(after_trend({}, std::vector{change(1, 4, 5, 0.04)}, order, 0.05, 1).empty());
  EXPECT_TRUE(after_trend({}, std::vector{change(1, 4, 5, -0.3)}, order, 0.05, 1).empty());
  EXPECT_TRUE(after_trend({}, std::vector{change(1, 4, 5, 0.3, "spike")}, order, 0.05, 1).empty());
  EXPECT_TRUE(after_trend({}, std::vector{change(1, 4, 5, 0.1), change(1, 7, 7, -0.1)}, order, 0.05, 1).empty());
}

TEST(Life, AGateOpensAcknowledgesAndFixesAgainstTheSameBase) {
  harness::Session session;
  session.id = 5;
  session.base = harness::Build{"k", "main", "abc", {}, false, "{}"};
  session.head = harness::Build{"k2", "topic", "def", {}, false, "{}"};
  harness::Verdict v;
  v.verdict = "slower";
  v.change = 0.12;
  EXPECT_FALSE(after_gate({}, 1, session, v, 1)) << "not confirmed";
  v.confirmed = true;
  auto turn = after_gate({}, 1, session, v, 1);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->regression.state, "open");
  EXPECT_EQ(turn->regression.commit_before, "abc");
  v.change.reset();
  EXPECT_EQ(after_gate({}, 1, session, v, 1)->regression.change, std::numeric_limits<double>::infinity())
      << "from nothing";
  v.change = 0.12;
  Regression r = turn->regression;
  r.id = 3;
  EXPECT_FALSE(after_gate(std::vector{r}, 1, session, v, 2)) << "known already";
  v.acknowledged = "ann until 2026-12-31: bounds checks";
  turn = after_gate(std::vector{r}, 1, session, v, 2);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->regression.state, "acknowledged");
  r = turn->regression;
  v.acknowledged = "";
  EXPECT_EQ(after_gate(std::vector{r}, 1, session, v, 3)->regression.state, "reopened") << "it has expired";
  v.verdict = "same";
  EXPECT_EQ(after_gate(std::vector{r}, 1, session, v, 4)->regression.state, "fixed");
  session.base->commit = "other";
  EXPECT_FALSE(after_gate(std::vector{r}, 1, session, v, 5)) << "another base says nothing of it";
}

}  // namespace
}  // namespace trend
