#include "harness/validate/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/gate/judge.h"
#include "harness/stats/summary.h"
#include "harness/validate/peers.h"

namespace validate {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// A Markdown table of equal columns; the first row is its head, columns after the first `left` are flush right.
std::string grid(const Rows& rows, std::size_t left = 1) {
  std::vector<std::size_t> widths(rows[0].size(), 3);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t i = 0; i < rows[r].size(); ++i) {
      text +=
          i < left ? fmt::format("| {:<{}} ", rows[r][i], widths[i]) : fmt::format("| {:>{}} ", rows[r][i], widths[i]);
    }
    text += "|\n";
    if (r > 0) continue;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      text += i < left ? fmt::format("|{:-<{}}", "", widths[i] + 2) : fmt::format("|{:-<{}}:", "", widths[i] + 1);
    }
    text += "|\n";
  }
  return text;
}

std::string share(const Share& s) { return fmt::format("{:.1f}", 100 * s.value()); }
std::string fine_share(const Share& s) { return fmt::format("{:.2f}", 100 * s.value()); }
std::string plain(double share) { return fmt::format("{:g} %", 100 * share); }

std::string kinds_table() {
  const auto size = [](double v, const char* unit) { return v == 0 ? std::string() : fmt::format("{:g}{}", v, unit); };
  Rows rows = {{"noise", "own scatter base, head", "tail", "drift per launch", "wander", "two levels",
                "shock of a round", "clock grain", "pairs lost", "robust spread"}};
  for (const NoiseKind& k : noise_kinds()) {
    const auto burst = [](double chance, double units) {
      return chance == 0 ? std::string() : fmt::format("{:g} at {:g} %", units, 100 * chance);
    };
    rows.push_back({std::string(k.name), fmt::format("{:g}, {:g}", k.own_base, k.own_head),
                    burst(k.tail_share, k.tail_size), size(k.drift, ""), size(k.wander, ""), size(k.level, ""),
                    burst(k.shock_share, k.shock_size), size(k.grain, ""), size(100 * k.lost, " %"),
                    fmt::format("{:.2f}", core_share(k))});
  }
  return grid(rows);
}

std::string power_text(const Study& study) {
  Rows rows = {{"noise", "spread", "true change", "suspect", "slower", "by 16 pairs", "faster", "same", "unsure",
                "median pairs", "fresh pairs", "mean error", "interval covers"}};
  for (const PowerCell& c : study.power) {
    rows.push_back({std::string(c.kind), plain(c.spread), plain(c.change), fine_share(c.suspect), fine_share(c.slower),
                    share(c.slower_by_16), share(c.faster), fine_share(c.same), share(c.unsure),
                    fmt::format("{:g}", c.median_pairs), c.mean_fresh == 0 ? "" : fmt::format("{:.0f}", c.mean_fresh),
                    c.slower.hits == 0 ? "" : fmt::format("{:+.2f}", c.mean_error), share(c.covered)});
  }
  return grid(rows);
}

std::string session_text(const Study& study) {
  Rows rows = {{"noise", "spread", "sessions with a suspect", "with any slower", "with any faster",
                "benchmarks suspect", "benchmarks same", "pairs per benchmark", "planted 10 % found alone"}};
  for (const SessionRow& r : study.sessions) {
    rows.push_back({std::string(r.kind), r.hard ? "6 %" : "1 to 3 %", share(r.with_suspect), share(r.with_slower),
                    share(r.with_faster), fine_share(r.benchmarks_suspect), share(r.benchmarks_same),
                    fmt::format("{:.1f}", r.pairs_per_benchmark), r.hard ? "" : share(r.planted_alone)});
  }
  return grid(rows);
}

std::string coverage_text(const Study& study) {
  Rows rows = {{"noise"}};
  for (const std::size_t n : coverage_pairs) rows[0].push_back(fmt::format("{} pairs", n));
  for (const CoverageRow& r : study.coverage) {
    rows.push_back({std::string(r.kind) + (r.continuous ? "" : " (ties)")});
    for (const Share& s : r.covered) rows.back().push_back(share(s));
  }
  return grid(rows);
}

std::string peers_text(const Study& study, bool interleaved) {
  Rows rows = {{"noise", "true change", "swarmperf slower", "unsure", "median pairs"}};
  for (const Peer& p : peers()) rows[0].push_back(fmt::format("{} ({})", p.name, p.launches));
  for (const PeerRow& r : study.peers) {
    if (r.interleaved != interleaved) continue;
    rows.push_back(
        {std::string(r.kind), plain(r.change), share(r.slower), share(r.unsure), fmt::format("{:g}", r.median_pairs)});
    for (const Share& s : r.peers) rows.back().push_back(share(s));
  }
  return grid(rows);
}

std::string rules_text() {
  Rows rows = {{"name", "rule", "after", "launches per side"}};
  for (const Peer& p : peers()) {
    rows.push_back({std::string(p.name), std::string(p.rule), std::string(p.source), std::to_string(p.launches)});
  }
  return grid(rows, 3);
}

}  // namespace

std::string checks_text(const std::vector<Check>& checks) {
  Rows rows = {
      {"check (tolerance 5 %, spread of pairs up to 3 % unless said)", "target", "worst case found", "result"}};
  for (const Check& c : checks) rows.push_back({c.what, c.target, c.found, c.result});
  return grid(rows, 4);
}

std::string as_markdown(const Study& study, const std::vector<Check>& checks, const std::string& command) {
  const StudySize& size = study.size;
  std::string text = "# Can the verdicts be trusted?\n\nWritten by `" + command + "`; change nothing here by hand.\n";
  text += fmt::format(
      R"(Seed {}; {} sessions of {} benchmarks per kind of noise, {} judgements per cell, {} intervals per coverage figure.

The launches are simulated, the rule is the one that ships (`harness/gate`). Shares are per cent. A target is `met` or
`missed` when the whole 99.9 % interval of the worst case lies on that side of it, `unsure` when more sessions would have to
decide. Shares are judged per kind of noise with the spreads of 1, 2 and 3 % taken together; the tables below hold each spread alone.

## Targets

{}
## The noise

Sizes are in units of a launch's own normal scatter. Each kind is scaled so that the spread (standard deviation) of the
pairs of an unchanged benchmark is the one stated, its outliers included (`robust spread`: what share of it remains when
they are not heard). A pair's two launches follow one another on a machine whose state passes on; a fair coin says which
arm is first. Lost pairs are repeated, a quarter of them at most.

{}
## False alarms, power, pairs and unsure

One benchmark alone. `suspect` is before, `slower` after confirmation by fresh pairs; the error of the reported size is in
points. At a true change of 0 every `slower` is a false alarm; at 5 % every `same` is a regression let through.

{}
## Sessions

{} benchmarks, shocks shared by all benchmarks of a round. Nothing changed, except in the last column, where one of them is
10 % slower. At spreads of 1 to 3 % nothing looks slower that is not, so that confirming has nothing to do; at 6 % the interval
of 40 pairs is as wide as the tolerance, and what keeps these sessions from false alarms are the looks' errors, the fresh
session and Holm's adjustment. A rule without them calls something slower in one session of four.

{}
## The interval

Share of 95 % intervals that cover a true change of 3 %, spread 3 %.

{}
## The rules of other tools

Share called slower, spread 3 %. These are their rules, restated, not the products:

{}
On the same interleaved launches that our rule judged, which flatters them:

{}
As their tools measure: all launches of base, then all of head. (Ours still interleaves; its columns are another draw.)

{}
The bootstrap of criterion takes 1000 resamples here instead of 100 000.
)",
      size.seed, size.sessions, session_benchmarks, size.per_cell(), size.per_interval(), checks_text(checks),
      kinds_table(), power_text(study), session_benchmarks, session_text(study), coverage_text(study), rules_text(),
      peers_text(study, true), peers_text(study, false));
  return text;
}

}  // namespace validate
