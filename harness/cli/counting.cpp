#include "harness/cli/counting.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "harness/exact/callgrind.h"
#include "harness/gate/decide.h"
#include "harness/gate/policy.h"
#include "harness/plan/counted.h"
#include "harness/stats/summary.h"

namespace cli {
namespace {

using namespace harness;

constexpr std::size_t repeats = 2;

// Of the lanes that would be timed those that can be counted, or what stands in for them.
std::vector<std::string> countable_lanes(const std::vector<SuiteSpec>& suites, const std::vector<std::string>& asked) {
  std::set<std::string> lanes;
  for (const auto& arm : arms_of(suites, asked)) {
    const std::string& lane = arm->listing.lane;
    const auto& all = arm->listing.lanes;
    const bool has_avx2 =
        std::any_of(all.begin(), all.end(), [](const auto& named) { return named.first == "native/avx2"; });
    if (lane.starts_with("native") || lane == "process")
      lanes.insert(lane == "native/avx512" && has_avx2 ? "native/avx2" : lane);
  }
  if (lanes.empty()) {
    throw Error(Exit::usage,
                "--metrics instructions, allocations: only native lanes can be counted, and none is asked for");
  }
  return {lanes.begin(), lanes.end()};
}

// The values of one metric over the rounds.
gate::Contrast contrast_of(const std::vector<std::vector<CountedLaunch>>& rounds, const std::string& metric) {
  gate::Contrast c;
  for (const auto& pair : rounds) {
    for (std::size_t side = 0; side < 2; ++side) {
      for (const Sample& sample : pair[side].launch.samples) {
        if (sample.series.metric != metric) continue;
        (side == 0 ? c.base : c.head).push_back(sample.values.at(0));
        c.series = sample.series;
      }
    }
  }
  return c;
}

double spread_share(const std::vector<double>& values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return *most > 0 ? (*most - *least) / *most : 0;
}

std::string change_note(const Verdict& v) {
  if (v.change.value_or(0) == 0) return "equal";
  const double base = v.base_median.value_or(0);
  if (base <= 0) return "none before";
  const double percent = 100 * *v.change / base;
  return std::abs(percent) < 0.01 ? "within 0.01 %" : fmt::format("{:+.2f} %", percent);
}

// The function whose own instructions changed most, where that is about the change: half of it to half as much again.
// What was only renamed or inlined moves more than that, to and fro.
std::string moved_most(const std::vector<CountedLaunch>& pair, double change) {
  std::map<std::string, double> moved = pair[1].by_function;
  for (const auto& [function, instructions] : pair[0].by_function) moved[function] -= instructions;
  const auto most = std::max_element(
      moved.begin(), moved.end(), [](const auto& a, const auto& b) { return std::abs(a.second) < std::abs(b.second); });
  if (most == moved.end() || most->second / change < 0.5 || most->second / change > 1.5) return "";
  return fmt::format(", {:+.6g} in {}", most->second, most->first);
}

std::string not_counted(std::size_t benchmarks, const std::string& why) {
  return fmt::format("not counted{}: {}", benchmarks == 1 ? "" : fmt::format(", nor are {} others", benchmarks - 1),
                     why);
}

// Names those that cannot be counted in findings, and returns why the first of them cannot.
std::string leave_out_uncountable(std::vector<Task>& tasks, std::vector<Finding>& findings) {
  std::map<std::string, std::vector<std::string>> left_out;
  std::erase_if(tasks, [&](const Task& task) {
    const std::string why = uncountable(task);
    if (!why.empty()) left_out[why].push_back(task.base.name);
    return !why.empty();
  });
  for (const auto& [why, names] : left_out) findings.push_back({"W150", names[0], not_counted(names.size(), why)});
  return left_out.empty() ? "" : left_out.begin()->first;
}

[[noreturn]] void nothing_to_count(const std::string& why) {
  throw Error(Exit::usage, fmt::format("--metrics instructions, allocations: none of the benchmarks can be counted: {}",
                                       why.empty() ? "none is on both sides" : why));
}

// A benchmark's launches under the counter, both sides' twice, or what went wrong.
struct Rounds {
  std::vector<std::vector<CountedLaunch>> launches;
  std::string why;
  Launch tried = {};  // without the counter; where it failed, nothing was counted
};

Rounds counted_rounds(const CountingContext& with, Task& task) {
  Rounds rounds;
  rounds.tried = pilot(task, with.effort, with.core, with.random);
  rounds.why = rounds.tried.failure;
  while (rounds.why.empty() && rounds.launches.size() < repeats) {
    const auto round = std::int64_t(rounds.launches.size());
    rounds.launches.push_back(launch_counted(task, round, counted_operations(task, with.effort)));
    std::vector<Launch> launches;
    for (const CountedLaunch& counted : rounds.launches.back()) launches.push_back(counted.launch);
    with.store.add(with.session, launches);
    for (const Launch& launch : launches) {
      // What runs by itself may be too slow for the counter, or meet an instruction that it does not know.
      if (!launch.failure.empty()) rounds.why = fmt::format("{}, counted: {}", launch.side, launch.failure);
    }
  }
  return rounds;
}

// Counts the tasks one after the other, as far as the budget goes, and gives each to `take`.
void count_each(const CountingContext& with, std::vector<Task>& tasks, std::vector<Finding>& findings,
                const std::function<void(const Task&, const Rounds&)>& take) {
  const auto start = Deadline::clock::now();
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const double spent_s = std::chrono::duration<double>(Deadline::clock::now() - start).count();
    if (with.budget_s > 0 && spent_s > with.budget_s) {
      const std::string why = "the budget was over";
      findings.push_back({"W150", tasks[i].base.name, not_counted(tasks.size() - i, why)});
      for (; i < tasks.size(); ++i) take(tasks[i], {.launches = {}, .why = why});
      return;
    }
    with.progress.show(double(i) / double(tasks.size()), spent_s / double(i + 1) * double(tasks.size() - i),
                       "counting " + tasks[i].base.name);
    const Rounds rounds = counted_rounds(with, tasks[i]);
    if (!rounds.why.empty()) findings.push_back({"W150", tasks[i].base.name, not_counted(1, rounds.why)});
    take(tasks[i], rounds);
  }
}

Verdict without_verdict(const Series& series, const std::string& word, const std::string& why) {
  Verdict v;
  v.series = series;
  v.verdict = word;
  v.note = why;
  return v;
}

Series instructions_of(const Task& task) {
  Series series;
  series.benchmark = task.base.name;
  series.version = task.base.version;
  series.impl = task.base.impl;
  series.clock = task.base.clock;
  series.lane = task.base_arm->listing.lane;
  series.metric = series.unit = counted_metrics[0];
  series.kind = "count";
  series.mode = "insn";
  return series;
}

// Where no time is measured beside it, what cannot be judged is unsure.
void judge(const Policy& policy, const Rounds& rounds, const std::string& metric, Counted& found) {
  const gate::Contrast c = contrast_of(rounds.launches, metric);
  const gate::Tolerance tolerance = gate::tolerance_of(policy, c.series, c.base);
  const gate::Judged judged = gate::judge(c, tolerance, true);
  if (judged.judgement.error == 0) {
    found.verdicts.push_back(gate::verdict_of(c, judged, tolerance.share));
    Verdict& verdict = found.verdicts.back();
    verdict.note = change_note(verdict);
    if (metric == counted_metrics[0] && verdict.verdict != "same") {
      verdict.note += moved_most(rounds.launches[0], *verdict.change);
    }
    return;
  }
  const std::string why = fmt::format("its {} differ by {:.2g} % between launches of the same build", c.series.metric,
                                      100 * std::max(spread_share(c.base), spread_share(c.head)));
  found.findings.push_back({"W151", c.series.benchmark, why});
  if (!measures_time(policy.metrics)) found.verdicts.push_back(without_verdict(c.series, "unsure", why));
}

}  // namespace

bool measures_time(const std::vector<std::string>& metrics) {
  return std::find(metrics.begin(), metrics.end(), "time") != metrics.end();
}

bool counts_something(const std::vector<std::string>& metrics) {
  const auto is_time = [](const std::string& metric) { return metric == "time"; };
  if (std::all_of(metrics.begin(), metrics.end(), is_time)) return false;
  const std::string obstacle = counting_obstacle();
  if (obstacle.empty()) return true;
  throw Error(Exit::no_verdict, fmt::format("counting {}: {}", fmt::join(metrics, ", "), obstacle));
}

Counted count_all(PairedContext& context, std::int64_t session, const Sides& sides, const Selection& selection,
                  double budget_share) {
  const Policy& policy = context.policy;
  const std::vector<std::string> lanes = countable_lanes(sides.head.suites, context.options.common.lanes);
  const auto base_arms = arms_of(sides.base.suites, lanes), head_arms = arms_of(sides.head.suites, lanes);
  std::vector<Task> tasks = match(base_arms, head_arms, selection).tasks;
  Counted found;
  const std::string why = leave_out_uncountable(tasks, found.findings);
  if (tasks.empty() && !measures_time(policy.metrics)) nothing_to_count(why);
  const CountingContext with{context.store,
                             session,
                             context.progress,
                             context.effort,
                             context.core,
                             context.random,
                             budget_share * policy.budget_s.value_or(0)};
  count_each(with, tasks, found.findings, [&](const Task& task, const Rounds& rounds) {
    if (!rounds.why.empty()) {
      const std::string word = rounds.tried.failure.empty() ? "unsure" : "failed";
      if (!measures_time(policy.metrics))
        found.verdicts.push_back(without_verdict(instructions_of(task), word, rounds.why));
      return;
    }
    for (const std::string& metric : policy.metrics) {
      if (metric != "time") judge(policy, rounds, metric, found);
    }
  });
  return found;
}

CountedAlone count_alone(const CountingContext& with, const std::vector<SuiteSpec>& suites,
                         const std::vector<std::string>& lanes, const Selection& selection) {
  const auto arms = arms_of(suites, countable_lanes(suites, lanes));
  std::vector<Task> tasks = tasks_of(arms, selection);
  CountedAlone found;
  const std::string why = leave_out_uncountable(tasks, found.findings);
  if (tasks.empty()) nothing_to_count(why);
  count_each(with, tasks, found.findings, [&](const Task& task, const Rounds& rounds) {
    if (!rounds.tried.failure.empty()) found.failed.emplace_back(task, rounds.tried);
    if (!rounds.why.empty()) return;
    for (const auto& round : rounds.launches) found.launches.push_back(round[0].launch);
  });
  return found;
}

}  // namespace cli
