// compare: two stored runs, or files of any format that is imported. It measures nothing, and says what runs that were
// not interleaved cannot prove: every change here may be the machine's. Hence no verdict fails anything. One file whose
// rounds pair base and head is judged as gate judges its pairs (compare_pairs).
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/compare_pairs.h"
#include "harness/cli/stored.h"
#include "harness/cli/summary.h"
#include "harness/cli/verb.h"
#include "harness/config/config.h"
#include "harness/config/filter.h"
#include "harness/output/json.h"
#include "harness/output/text.h"
#include "harness/stats/contrast.h"
#include "harness/stats/rank_sum.h"
#include "harness/suite/machine.h"

namespace cli {
namespace {

using namespace harness;

constexpr double interval_error = 0.025;  // 95 %, two-sided
constexpr double minute_ns = 60e9;

struct Row {
  SeriesSummary base, head;
  stats::Interval change{};
  std::string verdict;
};

struct Comparison {
  StoredRun base, head;
  std::vector<Row> rows;
  std::vector<std::string> only_base, only_head;
  std::vector<Finding> findings;
};

std::string key_of(const Series& s) {
  return s.benchmark + "\n" + s.impl + "\n" + s.lane + "\n" + s.metric + "\n" + s.clock;
}

Row compare_one(const SeriesSummary& base, const SeriesSummary& head, double tolerance) {
  Row row{base, head, {}, "unsure"};
  const bool ratio = stats::scale_of(base.series.kind) == stats::Scale::ratio;
  const bool positive = std::min(*std::min_element(base.per_launch.begin(), base.per_launch.end()),
                                 *std::min_element(head.per_launch.begin(), head.per_launch.end())) > 0;
  if (ratio && !positive) return row;
  const auto scaled = [&](std::vector<double> values) {
    for (double& x : values) x = (base.series.better == "more" ? -1 : 1) * (ratio ? std::log(x) : x);
    return values;
  };
  row.change = stats::shift_interval(scaled(base.per_launch), scaled(head.per_launch), interval_error);
  const double limit = stats::tolerance_on_scale(tolerance, base.series.kind, base.median);
  if (row.change.lo > -limit && row.change.hi < limit) row.verdict = "same";
  if (row.change.lo > 0 && row.change.estimate >= limit) row.verdict = "slower";
  if (row.change.hi < 0 && row.change.estimate <= -limit) row.verdict = "faster";
  return row;
}

// Where a series was measured by one process only, its values stand in for launches; returns how many series that are.
// What failed is taken out first: its values would be spread as those of launches that did not.
std::size_t spread_out(std::vector<Launch>& launches) {
  std::erase_if(launches, [](const Launch& launch) { return !launch.failure.empty(); });
  std::map<std::string, std::size_t> processes;
  for (const Launch& launch : launches) {
    for (const Sample& sample : launch.samples) ++processes[key_of(sample.series)];
  }
  std::vector<Launch> more;
  std::size_t split = 0;
  for (Launch& launch : launches) {
    for (Sample& sample : launch.samples) {
      if (processes[key_of(sample.series)] > 1 || sample.values.size() < 2 || !sample.series.primary) continue;
      ++split;
      for (std::size_t i = 1; i < sample.values.size(); ++i) {
        Launch one;
        one.lane = launch.lane;
        one.samples = {{sample.series, sample.iterations, {sample.values[i]}}};
        more.push_back(std::move(one));
      }
      sample.values.resize(1);
    }
  }
  launches.insert(launches.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return split;
}

// What only one side has. Where the other has it by another clock, the clock says why they are two.
std::vector<std::string> names(const std::vector<Series>& only, const std::vector<Series>& of_other) {
  std::vector<std::string> out;
  for (const Series& s : only) {
    const bool on_both = std::any_of(of_other.begin(), of_other.end(), [&](Series other) {
      other.clock = s.clock;
      return key_of(other) == key_of(s);
    });
    out.push_back(s.benchmark + " " + s.lane + (on_both ? ", " + s.clock + " clock" : ""));
  }
  return out;
}

Comparison compare(StoredRun base, StoredRun head, const Filter& filter, double tolerance) {
  Comparison c;
  const std::size_t split = spread_out(base.launches) + spread_out(head.launches);
  std::map<std::string, SeriesSummary> of_base;
  std::vector<Series> only_base, only_head;
  for (SeriesSummary& s : summarise(base.launches)) {
    if (s.series.primary && filter.matches(s.series.benchmark)) of_base.emplace(key_of(s.series), s);
  }
  for (const SeriesSummary& s : summarise(head.launches)) {
    if (!s.series.primary || !filter.matches(s.series.benchmark)) continue;
    const auto found = of_base.find(key_of(s.series));
    if (found == of_base.end()) {
      only_head.push_back(s.series);
      continue;
    }
    Row row = compare_one(found->second, s, tolerance);
    if (row.base.series.version != row.head.series.version) row.verdict = "incomparable";
    c.rows.push_back(std::move(row));
    of_base.erase(found);
  }
  for (const auto& [key, s] : of_base) only_base.push_back(s.series);
  c.only_base = names(only_base, only_head);
  c.only_head = names(only_head, only_base);
  std::stable_sort(c.rows.begin(), c.rows.end(), [](const Row& a, const Row& b) {
    return std::abs(a.change.estimate) > std::abs(b.change.estimate);
  });
  if (base.started_ns != 0 && head.started_ns != 0) {
    const double minutes = std::abs(double(head.started_ns - base.started_ns)) / minute_ns;
    c.findings.push_back(
        {"W201", "",
         fmt::format(
             "measured {} apart, not interleaved: a change here may be the machine's; for an answer: swarmperf ab",
             duration_text(minutes * 60))});
  } else {
    c.findings.push_back({"W201", "",
                          "files do not say when and where they were measured: a change may be the machine's; for an "
                          "answer: swarmperf ab"});
  }
  if (!base.machine_class.empty() && !head.machine_class.empty() && base.machine_class != head.machine_class) {
    c.findings.push_back({"W202", "", fmt::format("two machines: {} | {}", base.machine_class, head.machine_class)});
  }
  if (split > 0) {
    c.findings.push_back({"W203", "",
                          "values of one process count as launches here: what differs from process to process is in no "
                          "interval"});
  }
  for (const StoredRun* run : {&base, &head})
    c.findings.insert(c.findings.end(), run->findings.begin(), run->findings.end());
  c.base = std::move(base);
  c.head = std::move(head);
  return c;
}

void print_text(const Comparison& c) {
  fmt::print("base   {}\nhead   {}\n", c.base.label, c.head.label);
  for (const Finding& f : c.findings) fmt::print("{}   {}\n", f.code, f.text);
  std::vector<std::vector<std::string>> rows;
  for (const Row& r : c.rows) {
    const Series& s = r.head.series;
    const auto bound = [&](double x) {
      return std::isfinite(x) ? change_text(x, s) : std::string(x < 0 ? "-inf" : "inf");
    };
    rows.push_back({s.benchmark, s.impl == "own" ? "" : s.impl, s.lane, with_unit(r.base.median, s.unit),
                    with_unit(r.head.median, s.unit), change_text(r.change.estimate, s),
                    fmt::format("[{}, {}]", bound(r.change.lo), bound(r.change.hi)),
                    fmt::format("{} | {}", r.base.per_launch.size(), r.head.per_launch.size()),
                    r.verdict == "same" || r.verdict == "incomparable" ? verdict_word(r.verdict)
                    : r.verdict == "unsure"                            ? verdict_word("unsure")
                                                                       : "reads " + r.verdict});
  }
  fmt::print("\n{}", table({{"benchmark"},
                            {"impl"},
                            {"lane"},
                            {"base", true},
                            {"head", true},
                            {"change", true},
                            {"95 % interval", true},
                            {"launches", true},
                            {"not interleaved"}},
                           rows));
  for (const std::string& name : c.only_base) fmt::print("only in base  {}\n", name);
  for (const std::string& name : c.only_head) fmt::print("only in head  {}\n", name);
}

void print_json(const Comparison& c) {
  nlohmann::json out = json_head(this_machine());
  out["base"] = {{"label", c.base.label}, {"commit", c.base.commit}};
  out["head"] = {{"label", c.head.label}, {"commit", c.head.commit}};
  out["interleaved"] = false;
  out["results"] = nlohmann::json::array();
  for (const Row& r : c.rows) {
    const Series& s = r.head.series;
    const bool ratios = has_ratios(s.kind);
    const auto finite = [&](double x) {
      return std::isfinite(x) ? nlohmann::json(ratios ? std::exp(x) : x) : nlohmann::json(nullptr);
    };
    out["results"].push_back({{"benchmark", s.benchmark},
                              {"impl", s.impl},
                              {"lane", s.lane},
                              {"metric", s.metric},
                              {"unit", s.unit},
                              {"base", r.base.median},
                              {"head", r.head.median},
                              {"ratio", ratios ? finite(r.change.estimate) : nlohmann::json(nullptr)},
                              {"lo", finite(r.change.lo)},
                              {"hi", finite(r.change.hi)},
                              {"n_base", r.base.per_launch.size()},
                              {"n_head", r.head.per_launch.size()},
                              {"verdict", r.verdict}});
  }
  out["only_base"] = c.only_base;
  out["only_head"] = c.only_head;
  out["findings"] = json_of(c.findings);
  fmt::print("{}", json_text(out));
}

VERB("compare", "Set two stored runs, or two result files, side by side; measures nothing", [](CLI::App& app) {
  struct Options {
    Common common;
    std::string base = "@prev", head = "@last", tolerance = "5%";
  };
  auto options = std::make_shared<Options>();
  app.add_option("base", options->base,
                 "@prev, @last, a session number, a uuid, or a file; one file with sides is enough (default: @prev)");
  const CLI::Option* head = app.add_option("head", options->head, "(default: @last)");
  const CLI::Option* tolerance = app.add_option("--tolerance", options->tolerance,
                                                "changes below it are same (default: 5%, and 1% of exact sizes)");
  app.add_option("--filter,-f", options->common.filter,
                 "part of a name, glob, re:PATTERN; !PATTERN excludes; repeatable")
      ->allow_extra_args(false);
  options->common.add_store(app);
  options->common.add_output(app);
  return [options, head, tolerance] {
    const gate::Tolerance limit(parse_share(options->tolerance, "--tolerance"), tolerance->count() > 0);
    const std::string db = store_path(options->common);
    const Filter filter(options->common.filter);
    StoredRun base = find_run(db, options->base);
    const bool alone = head->count() == 0 && has_sides(base);
    if (alone && has_pairs(base)) return judge_pairs(base, filter, limit, options->common.json);
    const Comparison c = alone ? compare(side_of(base, "base"), side_of(base, "head"), filter, limit.share)
                               : compare(std::move(base), find_run(db, options->head), filter, limit.share);
    if (c.rows.empty() && c.only_base.empty() && c.only_head.empty())
      throw Error(Exit::usage, "nothing to compare: no benchmark matches in either run");
    options->common.json ? print_json(c) : print_text(c);
    return c.rows.empty() ? Exit::incomparable : Exit::ok;
  };
});

}  // namespace
}  // namespace cli
