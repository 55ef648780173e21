#include "harness/validate/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace validate {
namespace {

constexpr double z_worst = 3.29;  // the worst of some thirty cells is judged by its 99.9 % interval

struct Named {
  std::string where;
  Share share;
};

std::string percent(double share) {
  const double value = 100 * share;
  return value == std::round(value) ? fmt::format("{:.0f} %", value) : fmt::format("{:.2f} %", value);
}

// The largest (or smallest) of the shares against its limit.
Check share_check(std::string what, const std::vector<Named>& shares, bool is_most, double limit) {
  const auto less = [](const Named& a, const Named& b) { return a.share.value() < b.share.value(); };
  const Named& worst = is_most ? *std::max_element(shares.begin(), shares.end(), less)
                               : *std::min_element(shares.begin(), shares.end(), less);
  const Range range = wilson(worst.share, z_worst);
  const double value = worst.share.value();
  return {std::move(what), (is_most ? "<= " : ">= ") + percent(limit),
          fmt::format("{} ({} of {}{}{})", percent(value), worst.share.hits, worst.share.of,
                      worst.where.empty() ? "" : ", ", worst.where),
          is_most ? at_most(range, limit) : at_least(range, limit)};
}

bool settled(const PowerCell& c) { return c.spread <= settled_spread; }

// A share of the cells with that change, the settled spreads of a kind taken together.
std::vector<Named> by_kind(const Study& study, double change, Share PowerCell::*share, std::string_view only = {}) {
  std::map<std::string, Share> sums;
  for (const PowerCell& c : study.power) {
    if (settled(c) && c.change == change && (only.empty() || c.kind == only)) sums[std::string(c.kind)] += c.*share;
  }
  std::vector<Named> shares;
  for (const auto& [kind, sum] : sums) shares.push_back({kind, sum});
  return shares;
}

// Of the intervals that verdicts tell, all changes of a kind taken together.
std::vector<Named> told_intervals(const Study& study) {
  std::map<std::string, Share> sums;
  for (const PowerCell& c : study.power) {
    if (settled(c)) sums[std::string(c.kind)] += c.covered;
  }
  std::vector<Named> shares;
  for (const auto& [kind, sum] : sums) shares.push_back({kind, sum});
  return shares;
}

Check pairs_check(const Study& study, double from, double to, double limit) {
  const PowerCell* worst = nullptr;
  for (const PowerCell& c : study.power) {
    if (c.change != 0 || c.spread < from || c.spread > to) continue;
    if (worst == nullptr || c.median_pairs > worst->median_pairs) worst = &c;
  }
  return {fmt::format("unchanged: median pairs at a spread of {}{} %", from == to ? "" : "up to ", 100 * to),
          fmt::format("<= {:.0f}", limit), fmt::format("{:g} ({})", worst->median_pairs, worst->kind),
          at_most({worst->median_pairs, worst->median_pairs}, limit)};
}

Check error_check(const Study& study, double change) {
  constexpr double limit = 0.2;
  const PowerCell* worst = nullptr;
  for (const PowerCell& c : study.power) {
    if (!settled(c) || c.change != change) continue;
    if (worst == nullptr || std::abs(c.mean_error) > std::abs(worst->mean_error)) worst = &c;
  }
  const double size = std::abs(worst->mean_error), chance = 3 * worst->standard_error;
  return {fmt::format("reported size of a confirmed change, true {:.0f} %: mean error", 100 * change), "< 0.2 points",
          fmt::format("{:+.2f} points ({}, spread {:g} %; mean size of the error {:.2f})", worst->mean_error,
                      worst->kind, 100 * worst->spread, worst->mean_absolute_error),
          at_most({size - chance, size + chance}, limit)};
}

std::vector<Named> coverage(const Study& study, bool continuous_only) {
  std::vector<Named> shares;
  for (const CoverageRow& row : study.coverage) {
    if (continuous_only && !row.continuous) continue;
    for (std::size_t i = 0; i < row.covered.size(); ++i) {
      shares.push_back({fmt::format("{}, {} pairs", row.kind, coverage_pairs[i]), row.covered[i]});
    }
  }
  return shares;
}

}  // namespace

std::string at_most(const Range& range, double limit) {
  return range.hi <= limit ? "met" : range.lo > limit ? "missed" : "unsure";
}
std::string at_least(const Range& range, double limit) { return at_most({-range.hi, -range.lo}, -limit); }

Study run_study(const StudySize& size, const std::function<void(const std::string&)>& say) {
  Study study;
  study.size = size;
  say("false alarms, power, pairs and unsure");
  study.power = power_table(size);
  say("sessions of 50 benchmarks");
  study.sessions = session_table(size);
  say("coverage of the interval");
  study.coverage = coverage_table(size);
  say("the rules of other tools");
  study.peers = peer_table(size);
  study.judging_s = judging_time_s(size.seed);
  return study;
}

std::vector<Check> checks_of(const Study& study) {
  std::vector<Named> alarms, praise, hard_alarms, hard_praise, planted;
  for (const SessionRow& row : study.sessions) {
    (row.hard ? hard_alarms : alarms).push_back({std::string(row.kind), row.with_slower});
    (row.hard ? hard_praise : praise).push_back({std::string(row.kind), row.with_faster});
    if (!row.hard) planted.push_back({std::string(row.kind), row.planted_alone});
  }
  std::vector<Check> checks = {
      share_check("unchanged: benchmarks called slower before confirmation", by_kind(study, 0, &PowerCell::suspect),
                  true, 0.005),
      share_check("unchanged: sessions of 50 benchmarks with any slower after it", alarms, true, 0.01),
      share_check("unchanged: sessions of 50 benchmarks with any faster", praise, true, 0.01),
      share_check("the same at a spread of 6 %: with any slower", hard_alarms, true, 0.01),
      share_check("the same at a spread of 6 %: with any faster", hard_praise, true, 0.01),
      share_check("unchanged: same", by_kind(study, 0, &PowerCell::same), false, 0.97),
      pairs_check(study, 0, 0.02, 8),
      pairs_check(study, 0.03, 0.03, 12),
      share_check("true 5 % passed as same, quiet", by_kind(study, 0.05, &PowerCell::same, "quiet"), true, 0.01),
      share_check("true 5 % passed as same, every disturbance", by_kind(study, 0.05, &PowerCell::same), true, 0.02),
      share_check("true 6 % confirmed slower", by_kind(study, 0.06, &PowerCell::slower), false, 0.90),
      share_check("true 10 % confirmed slower, within 16 pairs + confirmation",
                  by_kind(study, 0.10, &PowerCell::slower_by_16), false, 0.99),
      share_check("true -10 % confirmed faster", by_kind(study, -0.10, &PowerCell::faster), false, 0.99),
      share_check("one of 50 planted with 10 %: found, it alone", planted, false, 0.99),
      share_check("95 % interval covers the truth", coverage(study, false), false, 0.94),
      share_check("interval of a verdict (98 %) covers the truth", told_intervals(study), false, 0.97),
      share_check("95 % interval, continuous values: not wider than needed", coverage(study, true), true, 0.975),
      error_check(study, 0.06),
      error_check(study, 0.10),
  };
  // Rounded up to a tenth: the only figure here that is measured, not simulated.
  const double seconds = std::ceil(10 * study.judging_s) / 10;
  checks.push_back({"judging 500 benchmarks of 40 pairs", "< 1 s", fmt::format("at most {:.1f} s", seconds),
                    at_most({seconds, seconds}, 1)});
  return checks;
}

}  // namespace validate
