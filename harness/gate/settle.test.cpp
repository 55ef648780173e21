// A session's suspects together: who needs a fresh session, and that Holm is over all of them.
#include "harness/gate/settle.h"

#include <gtest/gtest.h>

namespace gate {
namespace {

Judged judged(Call call, double error = 0.004) {
  Judged j;
  j.judgement.call = call;
  j.judgement.error = error;
  j.tolerance = 0.05;
  return j;
}

// `n` values, of which `below` are slightly negative.
std::vector<double> values(std::size_t n, std::size_t below) {
  std::vector<double> d(n, 0.1);
  for (std::size_t i = 0; i < n; ++i) d[i] += 0.0001 * double(i);
  for (std::size_t i = 0; i < below; ++i) d[i] = -0.2 - 0.001 * double(i);
  return d;
}

TEST(Settle, OnlyStatisticalClaimsAreConfirmed) {
  EXPECT_TRUE(needs_confirmation(judged(Call::suspect)));
  EXPECT_TRUE(needs_confirmation(judged(Call::faster)));
  EXPECT_FALSE(needs_confirmation(judged(Call::same)));
  EXPECT_FALSE(needs_confirmation(judged(Call::unsure)));
  EXPECT_FALSE(needs_confirmation(judged(Call::suspect, 0)));  // exact
}

TEST(Settle, HolmIsOverTheSessionsSuspects) {
  const Suspect weak = {judged(Call::suspect), values(20, 2)};
  const auto alone = settle(std::vector<Suspect>{weak});
  ASSERT_LE(alone[0].adjusted_p, 0.01);
  const auto among = settle(std::vector<Suspect>(20, weak));
  EXPECT_NEAR(among[0].adjusted_p, 20 * alone[0].adjusted_p, 1e-12);
  EXPECT_FALSE(confirmed(among[0].confirmation, among[0].adjusted_p, 0.05));
}

TEST(Settle, ShortTimeGoesToWhatItCanConfirm) {
  const auto seen = [](Call call, double estimate, double spread = 0.01) {
    Judged j = judged(call);
    j.judgement.estimate = estimate;
    j.judgement.spread = spread;
    return j;
  };
  const std::vector<Judged> suspects = {seen(Call::faster, -0.4), seen(Call::suspect, 0.1),
                                        seen(Call::suspect, 0.3, 0.05), seen(Call::faster, -0.2)};
  const std::vector<double> pair_s(4, 1.0);
  using Pairs = std::vector<std::size_t>;
  // Of four at 1 % nine pairs of one sign are the fewest, ten leave room for one of the other.
  EXPECT_EQ(fresh_pairs(suspects, pair_s, 40), (Pairs{20, 20, 32, 20}));
  EXPECT_EQ(fresh_pairs(suspects, pair_s, 39), (Pairs{20, 20, 32, 0}));
  EXPECT_EQ(fresh_pairs(suspects, pair_s, 20), (Pairs{0, 20, 32, 0}));
  EXPECT_EQ(fresh_pairs(suspects, pair_s, 0), (Pairs{0, 0, 32, 0})) << "one is tried, whatever it takes";
  EXPECT_TRUE(fresh_pairs({}, {}, 10).empty());
}

TEST(Settle, ACoarseClockWidensAFreshIntervalToo) {
  Suspect suspect = {judged(Call::suspect), values(20, 2)};
  const Confirmation bare = settle({&suspect, 1})[0].confirmation;
  suspect.slack = 0.01;
  const Settled widened = settle({&suspect, 1})[0];
  EXPECT_NEAR(bare.lo - widened.confirmation.lo, 0.01, 1e-12);
  EXPECT_NEAR(widened.confirmation.hi - bare.hi, 0.01, 1e-12);
  EXPECT_EQ(widened.confirmation.estimate, bare.estimate);
  EXPECT_EQ(widened.confirmation.p, bare.p) << "the test is exact among ties; only the interval's ends are coarse";
}

TEST(Settle, DirectionsAndEmptiness) {
  std::vector<double> better = values(20, 0);
  for (double& d : better) d = -d;
  const auto settled = settle(std::vector<Suspect>{
      {judged(Call::faster), better}, {judged(Call::suspect), better}, {judged(Call::suspect), {}}});
  EXPECT_LE(settled[0].adjusted_p, 0.01);
  EXPECT_GT(settled[1].adjusted_p, 0.9);  // not slower, whatever the first session thought
  EXPECT_EQ(settled[2].adjusted_p, 1);    // no fresh pairs: nothing is confirmed
  EXPECT_TRUE(settle({}).empty());
}

TEST(Settle, AnUnconfirmedChangeOfACountIsAShareOfItsBase) {
  Judged first = judged(Call::suspect);
  first.judgement.estimate = 3;
  first.tolerance = 0.5;
  harness::Verdict of_ten, of_none, share;
  of_ten.series.kind = of_none.series.kind = "count";
  of_ten.base_median = 10;
  of_none.base_median = 0;
  share.series.kind = "share";
  const Confirmation fresh = confirm(values(20, 10), true);
  apply(fresh, 0.5, 20, first, of_ten);
  apply(fresh, 0.5, 20, first, of_none);
  first.judgement.estimate = 0.12;
  apply(fresh, 0.5, 20, first, share);
  EXPECT_EQ(of_ten.note.rfind("looked slower (+30.0 %), a fresh session", 0), 0u) << of_ten.note;
  EXPECT_EQ(of_none.note.rfind("looked slower (+3), a fresh session", 0), 0u) << of_none.note;
  EXPECT_EQ(share.note.rfind("looked slower (+12.0 %), a fresh session", 0), 0u) << share.note;
}

TEST(Settle, AVerdictSaysWhyItWasNotConfirmed) {
  const Suspect without = {judged(Call::suspect), {}}, refused = {judged(Call::suspect), values(20, 10)};
  Suspect few = {judged(Call::suspect), values(8, 0)};
  few.first.judgement.estimate = 0.1;
  const auto settled = settle(std::vector<Suspect>{without, refused, few});
  harness::Verdict unmeasured, other, agreeing;
  apply(settled[2].confirmation, settled[2].adjusted_p, 8, few.first, agreeing);
  EXPECT_EQ(agreeing.verdict, "unsure");
  EXPECT_EQ(agreeing.note,
            "looked slower (+10.5 %), 8 fresh pairs agree (+10.6 %), too few to confirm it: a longer --budget has 20");
  apply(settled[0].confirmation, settled[0].adjusted_p, 0, without.first, unmeasured);
  apply(settled[1].confirmation, settled[1].adjusted_p, 20, refused.first, other);
  EXPECT_EQ(unmeasured.verdict, "unsure");
  EXPECT_EQ(unmeasured.note, "looked slower (+0.0 %), no time was left to confirm it: a longer --budget would");
  EXPECT_NE(other.note.find("a fresh session of 20 pairs did not confirm it ("), std::string::npos) << other.note;
}

}  // namespace
}  // namespace gate
