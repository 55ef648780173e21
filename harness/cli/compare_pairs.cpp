#include "harness/cli/compare_pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "harness/cli/verdict_screen.h"
#include "harness/gate/decide.h"
#include "harness/gate/settle.h"
#include "harness/output/json.h"
#include "harness/stats/summary.h"
#include "harness/suite/machine.h"

namespace cli {
namespace {

using namespace harness;

constexpr std::size_t fewest_fresh = 8;  // pairs: fewer could not confirm at an error of 1 %
constexpr double outlier_ratio = 20;     // of a launch to the median of its side
constexpr std::size_t most_named = 3;    // rounds in one finding

struct Sides {
  Series series;
  std::map<std::int64_t, std::vector<double>> base, head;  // by round
};
using Key = std::tuple<std::string, std::string, std::string, std::string, std::int64_t, std::string>;

struct Judging {
  std::vector<Verdict> verdicts;
  std::vector<Finding> findings;
  std::vector<std::size_t> of_suspect;  // position of its verdict
  std::vector<gate::Suspect> suspects;
};

std::map<Key, Sides> sides_of_series(const std::vector<Launch>& launches, const Filter& filter) {
  std::map<Key, Sides> found;
  for (const Launch& launch : launches) {
    if ((launch.side != "base" && launch.side != "head") || !launch.failure.empty()) continue;
    for (const Sample& sample : launch.samples) {
      const Series& s = sample.series;
      if (!s.primary || !filter.matches(s.benchmark)) continue;
      Sides& sides = found[{s.benchmark, s.impl, s.lane, s.metric, s.version, s.clock}];
      sides.series = s;
      auto& values = (launch.side == "base" ? sides.base : sides.head)[launch.round];
      values.insert(values.end(), sample.values.begin(), sample.values.end());
    }
  }
  return found;
}

std::string rounds_text(const std::vector<std::string>& named) {
  std::string text;
  for (std::size_t i = 0; i < std::min(named.size(), most_named); ++i) text += (i == 0 ? "" : ", ") + named[i];
  return text + (named.size() > most_named ? fmt::format(" and {} more", named.size() - most_named) : "");
}

void name_outliers(const Sides& sides, std::vector<Finding>& findings) {
  std::vector<std::string> named;
  for (const auto& [word, rounds] : {std::pair{"base", &sides.base}, {"head", &sides.head}}) {
    std::vector<double> values;
    for (const auto& [round, batch] : *rounds) values.push_back(stats::median(batch));
    const double middle = stats::median(values);
    for (const auto& [round, batch] : *rounds) {
      const double value = stats::median(batch);
      const double ratio = middle != 0 ? std::abs(value / middle) : 1;
      if (ratio > outlier_ratio || ratio < 1 / outlier_ratio)
        named.push_back(fmt::format("round {}, {}: {:.3g} times the median of its side", round, word, ratio));
    }
  }
  if (!named.empty()) findings.push_back({"W206", sides.series.benchmark, rounds_text(named)});
}

// The pairs in the order of their rounds; what is no pair, and what no measurement looks like, is named.
gate::Contrast contrast_of(const Sides& sides, std::vector<Finding>& findings) {
  gate::Contrast contrast;
  contrast.series = sides.series;
  std::vector<std::string> lone;
  for (const auto& [round, values] : sides.base) {
    const auto other = sides.head.find(round);
    if (other == sides.head.end()) {
      lone.push_back(fmt::format("round {} has no head", round));
      continue;
    }
    contrast.base.push_back(stats::median(values));
    contrast.head.push_back(stats::median(other->second));
  }
  for (const auto& [round, values] : sides.head) {
    if (!sides.base.contains(round)) lone.push_back(fmt::format("round {} has no base", round));
  }
  const std::string& name = sides.series.benchmark;
  if (!lone.empty() && !sides.base.empty() && !sides.head.empty())
    findings.push_back({"W206", name, "left out: " + rounds_text(lone)});
  name_outliers(sides, findings);
  if (contrast.base.size() == 1) findings.push_back({"W206", name, "one pair decides nothing: 8 are needed at least"});
  const auto constant = [](const std::vector<double>& v) {
    return v.size() > 1 && std::all_of(v.begin(), v.end(), [&](double x) { return x == v[0]; });
  };
  if (!sides.series.exact && constant(contrast.base) && constant(contrast.head)) {
    findings.push_back(
        {"W206", name, "all values of a side are equal: a clock too coarse, or copies of one measurement"});
  }
  return contrast;
}

Verdict unmatched(const Sides& sides) {
  Verdict v;
  v.series = sides.series;
  v.verdict = sides.head.empty() ? "missing" : sides.base.empty() ? "new" : "unsure";
  v.note = sides.head.empty() ? "only in base" : sides.base.empty() ? "only in head" : "no round has both sides";
  return v;
}

// The pairs after the first look at which they are a suspect too: gate would have stopped there and measured afresh.
std::vector<double> fresh_pairs(const gate::Contrast& c, const gate::Judged& whole) {
  for (const gate::Look& look : gate::looks) {
    if (look.pairs + fewest_fresh > whole.differences.size()) break;
    const std::span<const double> first = std::span(whole.differences).first(look.pairs);
    if (gate::judge(first, whole.tolerance, false, gate::slack(c)).call != whole.judgement.call) continue;
    const auto begin = whole.differences.begin() + std::ptrdiff_t(look.pairs);
    const std::size_t most = gate::confirmation_pairs(whole.judgement.spread);
    return {begin, begin + std::ptrdiff_t(std::min(most, whole.differences.size() - look.pairs))};
  }
  return {};
}

void judge_one(const Sides& sides, gate::Tolerance tolerance, Judging& judging) {
  const gate::Contrast contrast = contrast_of(sides, judging.findings);
  if (contrast.base.empty()) {
    judging.verdicts.push_back(unmatched(sides));
    judging.findings.push_back({"W206", sides.series.benchmark, judging.verdicts.back().note});
    return;
  }
  const gate::Judged judged = gate::judge(contrast, tolerance, true);
  judging.verdicts.push_back(gate::verdict_of(contrast, judged, tolerance.share));
  if (!gate::needs_confirmation(judged)) return;
  const std::vector<double> fresh = fresh_pairs(contrast, judged);
  if (!fresh.empty()) {
    judging.of_suspect.push_back(judging.verdicts.size() - 1);
    judging.suspects.push_back({judged, fresh, gate::slack(contrast)});
    return;
  }
  const bool worse = judged.judgement.call == gate::Call::suspect;
  Verdict& v = judging.verdicts.back();
  v.note = fmt::format("looks {}, not confirmed", worse ? "slower" : "faster");
  judging.findings.push_back(
      {"W204", v.series.benchmark,
       fmt::format("looks {}, but nothing confirms it: gate would measure it afresh; give the file {} more rounds, or "
                   "use swarmperf ab",
                   worse ? "slower" : "faster", fewest_fresh)});
}

VerdictScreen screen_of(const StoredRun& run, Judging judging) {
  VerdictScreen screen;
  screen.session.kind = "compare";
  screen.session.machine = this_machine();
  screen.base.label = "base of " + run.label;
  screen.head.label = "head of " + run.label;
  screen.exits = gate::exits(judging.verdicts, false, true);
  screen.verdicts = std::move(judging.verdicts);
  screen.findings = std::move(judging.findings);
  return screen;
}

}  // namespace

Exit judge_pairs(const StoredRun& run, const Filter& filter, gate::Tolerance tolerance, bool as_json) {
  const auto series = sides_of_series(run.launches, filter);
  if (series.empty()) throw Error(Exit::usage, "nothing to compare: no benchmark of " + run.label + " matches");
  Judging judging;
  judging.findings.push_back({"W207", "",
                              "these pairs were not measured here: how they were interleaved, on which machine, and "
                              "whether its controls held is not known"});
  judging.findings.insert(judging.findings.end(), run.findings.begin(), run.findings.end());
  for (const auto& [key, sides] : series) judge_one(sides, tolerance, judging);
  const std::vector<gate::Settled> settled = gate::settle(judging.suspects);
  for (std::size_t i = 0; i < settled.size(); ++i) {
    Verdict& v = judging.verdicts[judging.of_suspect[i]];
    const gate::Suspect& suspect = judging.suspects[i];
    gate::apply(settled[i].confirmation, settled[i].adjusted_p, suspect.fresh.size(), suspect.first, v);
    const bool worse = suspect.first.judgement.call == gate::Call::suspect;
    v.note = v.confirmed.value_or(false) ? fmt::format("confirmed by the last {} rounds", suspect.fresh.size())
                                         : fmt::format("looks {}, the last {} rounds do not confirm it",
                                                       worse ? "slower" : "faster", suspect.fresh.size());
  }
  const VerdictScreen screen = screen_of(run, std::move(judging));
  if (!as_json) {
    fmt::print("{}", as_text(screen));
    return screen.exits.front();
  }
  nlohmann::json out = json_of(screen);
  out.erase("session");
  out["paired"] = true;
  fmt::print("{}", json_text(out));
  return screen.exits.front();
}

}  // namespace cli
