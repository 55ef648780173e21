#include "harness/gate/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "harness/gate/decide.h"

namespace gate {
namespace {

using namespace harness;
using std::chrono::day, std::chrono::month, std::chrono::year;
using testing::HasSubstr;

constexpr Date now = year(2026) / month(6) / day(15);

Series series(const std::string& name, const std::string& lane = "native", const std::string& kind = "time") {
  Series s;
  s.benchmark = name;
  s.lane = lane;
  s.kind = kind;
  return s;
}

Verdict slower(const Series& s, double change, double base = 1e-6, double error = 0.01) {
  Verdict v;
  v.series = s;
  v.verdict = "slower";
  v.severity = "warning";
  v.base_median = base;
  v.change = change;
  v.error = error;
  v.confirmed = true;
  v.note = "confirmed by 12 fresh pairs";
  return v;
}

TEST(Overrides, TheLastThatFitsWinsKeyByKey) {
  Policy policy;
  policy.overrides = {{"core/*", "", 0.10, {}},
                      {"core/*", "", {}, Minimum{20e-9, "time"}},
                      {"core/gemm", "", 0.02, {}},
                      {"core/gemm", "node/*", 0.30, {}}};
  const std::vector<double> long_ones = {1e-3}, short_ones = {1e-7};
  EXPECT_DOUBLE_EQ(tolerance_of(policy, series("other"), long_ones).share, 0.05);
  EXPECT_DOUBLE_EQ(tolerance_of(policy, series("core/dot"), long_ones).share, 0.10);
  EXPECT_DOUBLE_EQ(tolerance_of(policy, series("core/gemm"), long_ones).share, 0.02);
  EXPECT_DOUBLE_EQ(tolerance_of(policy, series("core/gemm", "node/simd"), long_ones).share, 0.30);
  EXPECT_NEAR(tolerance_of(policy, series("core/gemm"), short_ones).share, 0.20, 1e-12) << "20 ns of 100 ns";
  EXPECT_DOUBLE_EQ(tolerance_of(policy, series("core/gemm", "native", "bytes"), short_ones).share, 0.02)
      << "a time says nothing of sizes";
  EXPECT_DOUBLE_EQ(tolerance_of(policy, series("core/gemm"), {}).share, 0.02);
}

TEST(Overrides, LessThanTheMinimumIsNeverSlower) {
  Policy policy;
  policy.overrides = {{"*", "", {}, Minimum{20e-9, "time"}}};
  std::vector<Verdict> verdicts = {slower(series("a"), std::log(1.19), 1e-7),
                                   slower(series("b"), std::log(1.21), 1e-7)};
  EXPECT_TRUE(apply_policy(policy, now, verdicts).empty());
  EXPECT_EQ(verdicts[0].verdict, "same");
  EXPECT_EQ(verdicts[0].severity, "");
  EXPECT_THAT(verdicts[0].note, HasSubstr("20 ns"));
  EXPECT_EQ(verdicts[1].verdict, "slower");
}

TEST(Overrides, SayFromWhereASlowdownIsCritical) {
  Policy policy;
  policy.overrides = {{.benchmarks = "a*", .lane = "", .critical = 0.5},
                      {.benchmarks = "b", .lane = "", .critical = 0.06}};
  std::vector<Verdict> verdicts = {slower(series("a"), std::log(1.3), 1e-3), slower(series("a2"), std::log(1.6), 1e-3),
                                   slower(series("b"), std::log(1.07), 1e-3)};
  for (Verdict& v : verdicts) v.severity = "as judged";
  verdicts.push_back(slower(series("c"), std::log(1.3), 1e-3));
  verdicts.back().severity = "as judged";
  apply_policy(policy, now, verdicts);
  EXPECT_EQ(verdicts[0].severity, "warning");
  EXPECT_EQ(verdicts[1].severity, "critical");
  EXPECT_EQ(verdicts[2].severity, "critical");
  EXPECT_EQ(verdicts[3].severity, "as judged");
}

TEST(PolicyEdits, NameTheReleaseAndWhatIsCritical) {
  Policy base, head;
  head.release = "v*";
  head.overrides = {{.benchmarks = "a", .lane = "", .critical = 0.5}};
  const auto findings = policy_edits(base, head);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].text, AllOf(HasSubstr("release '' becomes 'v*'"), HasSubstr("critical 50 %")));
}

TEST(Overrides, ATolerancePerPatternHoldsForExactMetricsToo) {
  const struct {
    const char* benchmark;
    const char* kind;
    double base, head;
    Call call;
  } rows[] = {{"size", "bytes", 100000, 109000, Call::same},     {"size", "bytes", 100000, 111000, Call::suspect},
              {"size", "bytes", 100000, 89000, Call::faster},    {"tight", "bytes", 100000, 100800, Call::suspect},
              {"tight", "bytes", 100000, 100100, Call::same},    {"other", "bytes", 100000, 100800, Call::same},
              {"other", "bytes", 100000, 102000, Call::suspect}, {"size", "count", 100, 109, Call::same},
              {"other", "count", 100, 101, Call::suspect},       {"size", "count", 0, 1, Call::suspect}};
  Policy policy;
  policy.overrides = {{"size", "", 0.10, {}}, {"tight", "", 0.002, {}}};
  for (const auto& row : rows) {
    Contrast c{series(row.benchmark, "native", row.kind), {row.base, row.base}, {row.head, row.head}};
    c.series.exact = true;
    const Tolerance tolerance = tolerance_of(policy, c.series, c.base);
    const Judged judged = judge(c, tolerance, true);
    EXPECT_EQ(judged.judgement.call, row.call) << row.benchmark << ' ' << row.kind << ' ' << row.head;
    const Verdict v = verdict_of(c, judged, tolerance.share);
    if (tolerance.named && row.base > 0) {
      EXPECT_NEAR(v.tolerance, tolerance.share, 1e-12) << "the one in force is told";
    }
  }
}

// What was nothing in base has no share that a policy could excuse; only an absolute minimum can.
TEST(Overrides, AChangeFromNothingIsBeyondEveryShare) {
  const auto from_nothing = [](const std::string& verdict, double base, double head) {
    Verdict v = slower(series("size", "native", "bytes"), 0, base, 0);
    v.verdict = verdict;
    v.change.reset();
    v.head_median = head;
    return v;
  };
  struct Row {
    const char* what;
    Override given;
    Verdict verdict;
    const char* becomes;
  };
  const Row rows[] = {
      {"a tolerance", {"*", "", 0.50, {}}, from_nothing("slower", 0, 4096), "slower"},
      {"a tolerance", {"*", "", 0.50, {}}, from_nothing("faster", 4096, 0), "faster"},
      {"above the minimum", {"*", "", {}, Minimum{1024, "bytes"}}, from_nothing("slower", 0, 4096), "slower"},
      {"below the minimum", {"*", "", {}, Minimum{1024, "bytes"}}, from_nothing("slower", 0, 512), "same"},
      {"above the minimum", {"*", "", {}, Minimum{1024, "bytes"}}, from_nothing("faster", 4096, 0), "faster"},
      {"another kind's minimum", {"*", "", {}, Minimum{1e9, "time"}}, from_nothing("slower", 0, 8), "slower"}};
  for (const Row& row : rows) {
    Policy policy;
    policy.overrides = {row.given};
    std::vector<Verdict> verdicts = {row.verdict};
    apply_policy(policy, now, verdicts);
    EXPECT_EQ(verdicts[0].verdict, row.becomes) << row.what << " " << row.verdict.verdict;
  }
  Policy policy;
  policy.overrides = {{.benchmarks = "*", .lane = "", .critical = 5}};
  policy.acknowledgements = {{"*", "", "a cache", "ann", 9.0, now}};
  std::vector<Verdict> verdicts = {from_nothing("slower", 0, 4096)};
  apply_policy(policy, now, verdicts);
  EXPECT_EQ(verdicts[0].severity, "critical");
  EXPECT_EQ(verdicts[0].acknowledged, "");
  EXPECT_THAT(verdicts[0].note, HasSubstr("beyond the +900 % that ann acknowledged"));
}

TEST(Acknowledgements, ExcuseWithinLimitLaneAndDate) {
  const Acknowledgement a = {"agents/*", "native*", "bounds checks", "ann", 0.12, now};
  const struct {
    const char* what;
    Acknowledgement given;
    double change;
    bool excused;
    Exit exit;
  } cases[] = {
      {"within the limit, on the last day", a, 0.11, true, Exit::ok},
      {"beyond the limit", a, 0.13, false, Exit::regression},
      {"a day too late",
       {a.benchmarks, a.lane, a.reason, a.owner, a.limit, year(2026) / month(6) / day(14)},
       0.11,
       false,
       Exit::regression},
      {"wrong lane", {a.benchmarks, "node/*", a.reason, a.owner, a.limit, now}, 0.11, false, Exit::regression},
      {"wrong name", {"agents", "", a.reason, a.owner, a.limit, now}, 0.11, false, Exit::regression},
  };
  for (const auto& c : cases) {
    Policy policy;
    policy.acknowledgements = {c.given};
    std::vector<Verdict> verdicts = {slower(series("agents/spawn", "native/avx2"), std::log1p(c.change))};
    const auto findings = apply_policy(policy, now, verdicts);
    EXPECT_EQ(verdicts[0].verdict, "slower") << c.what << ": what was measured stays true";
    EXPECT_EQ(!verdicts[0].acknowledged.empty(), c.excused) << c.what;
    EXPECT_EQ(exits(verdicts, true, true).front(), c.exit) << c.what;
    EXPECT_EQ(findings.size(), c.given.until < now ? 1u : 0u) << c.what;
    for (const Finding& f : findings) EXPECT_EQ(f.code, "P404");
    if (c.excused) {
      EXPECT_THAT(verdicts[0].note, HasSubstr("acknowledged by ann until 2026-06-15, up to +12 %: bounds checks"));
      EXPECT_EQ(counts(verdicts), "1 acknowledged");
    }
  }
}

TEST(Acknowledgements, TheLastThatHoldsSpeaksAndOthersAreUntouched) {
  Policy policy;
  policy.acknowledgements = {{"a", "", "first", "ann", 0.50, now}, {"a", "", "second", "bob", 0.10, now}};
  std::vector<Verdict> verdicts = {slower(series("a"), std::log(1.2)), slower(series("b"), std::log(1.2))};
  verdicts.push_back(verdicts[0]);
  verdicts[2].verdict = "unsure";
  apply_policy(policy, now, verdicts);
  EXPECT_EQ(verdicts[0].acknowledged, "");
  EXPECT_THAT(verdicts[0].note, HasSubstr("beyond the +10 % that bob acknowledged"));
  EXPECT_EQ(verdicts[1].note, "confirmed by 12 fresh pairs");
  EXPECT_EQ(verdicts[2].note, "confirmed by 12 fresh pairs");
}

TEST(PolicyEdits, EveryKeyIsTold) {
  Policy base, head;
  EXPECT_TRUE(policy_edits(base, head).empty());
  base.acknowledgements = {{"old", "", "r", "o", 0.1, now}};
  head.tolerance = 9;
  head.tags = {"none"};
  head.strict = true;
  head.budget_s = 1;
  head.overrides = {{"core/*", "", 0.5, {}}};
  head.acknowledgements = {{"mine", "", "because", "me", 0.9, now}};
  const auto findings = policy_edits(base, head);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].code, "P402");
  for (const char* part : {"tolerance 5 % becomes 900 %", "none", "strict becomes true",
                           "budget the default becomes 1 s", "adds override core/*, tolerance 50 %"}) {
    EXPECT_THAT(findings[0].text, HasSubstr(part));
  }
  EXPECT_EQ(findings[1].code, "P403");
  EXPECT_THAT(findings[1].text, HasSubstr("adds mine up to +90 % until 2026-06-15 by me (because)"));
  EXPECT_THAT(findings[1].text, HasSubstr("drops old"));
  head = base;
  base.overrides = {{"a", "", 0.5, {}}, {"*", "", 0.1, {}}};
  head.overrides = {base.overrides[1], base.overrides[0]};
  ASSERT_EQ(policy_edits(base, head).size(), 1u) << "order decides which override wins";
}

}  // namespace
}  // namespace gate
