#include "harness/cli/bisect_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/cli/arms.h"
#include "harness/cli/bisect_stored.h"
#include "harness/cli/comparison.h"
#include "harness/cli/one_benchmark.h"
#include "harness/gate/bisection.h"
#include "harness/output/text.h"
#include "harness/refs/builder.h"
#include "harness/stats/contrast.h"
#include "harness/suite/machine.h"

namespace cli {
namespace {

using namespace harness;

// Half of the change: a commit is then told by which of the two levels it is nearer to.
std::string half_of(const Verdict& v) {
  const double share = stats::tolerance_of_scale(std::abs(*v.change) / 2, v.series.kind, v.base_median.value_or(0));
  return fmt::format("{:.6f}%", 100 * share);
}

class Search {
 public:
  Search(const BisectQuestion& question, Store& store, Progress& progress)
      : question_(question), store_(store), progress_(progress) {}

  BisectScreen run() {
    screen_.machine = this_machine();
    screen_.good = question_.good;
    screen_.bad = question_.bad;
    Repository repository = repository_here(store_path(question_.common));
    screen_.good_commit = repository.resolve(question_.good).commit;
    screen_.line = line_between(repository.root(), screen_.good_commit, repository.resolve(question_.bad).commit);
    gate::Bisection search(screen_.line.size());
    progress_.say(
        fmt::format("bisect  {} to {}, commits: {}; both ends, about {} steps, and what is found beside its parent",
                    question_.good, question_.bad, screen_.line.size(), search.looks_left()));
    screen_.ends = compare(question_.good, screen_.line.size() - 1, question_.tolerance);
    refuse_without_values(screen_.ends);
    screen_.last = screen_.line.size() - 1;
    if (screen_.ends.why.empty() && changed(*screen_.ends.verdict)) narrow(search);
    return screen_;
  }

 private:
  static bool changed(const Verdict& v) { return v.verdict == "slower" || v.verdict == "faster"; }

  // Whether it is nearer to the bad end; of times that is what the verdict says, whose tolerance is half of the change.
  bool has_the_change(const Verdict& v) const {
    const Verdict& ends = *screen_.ends.verdict;
    return is_time() ? v.verdict == ends.verdict : *v.change / *ends.change > 0.5;
  }
  bool is_time() const { return question_.metric == "time"; }

  // Two ends that cannot be set side by side are not worth a step.
  void refuse_without_values(const BisectStep& ends) const {
    if (ends.verdict->change) return;
    const std::string& word = ends.verdict->verdict;
    throw Error(
        word == "failed"   ? Exit::benchmark
        : word == "unsure" ? Exit::no_verdict
                           : Exit::incomparable,
        fmt::format("{}: {} beside {} is {}", question_.benchmark, question_.bad, question_.good,
                    ends.why.empty() ? word + ", from or to nothing: no step can be told by half of that" : ends.why));
  }

  void narrow(gate::Bisection& search) {
    const std::string half = is_time() ? half_of(*screen_.ends.verdict) : "";
    while (const auto next = search.next()) {
      BisectStep step = compare(question_.good, *next, half);
      if (step.why.empty()) {
        step.answer = has_the_change(*step.verdict) ? gate::Answer::after : gate::Answer::before;
      }
      search.tell(*next, step.answer);
      tell(step, search);
      screen_.steps.push_back(std::move(step));
    }
    std::sort(screen_.steps.begin(), screen_.steps.end(),
              [](const BisectStep& a, const BisectStep& b) { return a.position < b.position; });
    screen_.first = search.first();
    screen_.last = search.last();
    if (screen_.first == 0 && screen_.steps.empty()) {
      screen_.exit = Exit::ok;  // the bad one is the child of the good one: the two ends say it all
      return;
    }
    screen_.against_parent = compare(short_commit(screen_.line[screen_.first].parent), screen_.last, half);
    const BisectStep& seen = *screen_.against_parent;
    const bool holds = seen.why.empty() && has_the_change(*seen.verdict);
    if (holds && screen_.first == screen_.last) screen_.exit = Exit::ok;
  }

  // Measures a commit of the line beside `base`. What stands in the way of an answer is said in `why`.
  BisectStep compare(const std::string& base, std::size_t position, const std::string& tolerance) {
    PairedOptions paired;
    paired.kind = "ab";
    paired.own_only = true;
    paired.metrics = {question_.metric};  // whatever bench.toml measures beside it
    paired.common = question_.common;
    paired.common.filter = {filter_for(question_.benchmark)};
    paired.tolerance = tolerance;
    paired.base = base;
    paired.head = position + 1 == screen_.line.size() ? question_.bad : short_commit(screen_.line[position].id);
    BisectStep step;
    step.position = position;
    bool is_built = false;
    try {
      Sides sides = sides_of(paired, [this](const std::string& line) { say_once(line); });
      is_built = true;
      const auto base_arms = arms_of(sides.base.suites, question_.common.lanes);
      const auto head_arms = arms_of(sides.head.suites, question_.common.lanes);
      refuse_unknown(question_.benchmark, base_arms, head_arms);
      refuse_several(question_.benchmark, lanes_of(head_arms));
      if (question_.resume && take_stored(step, paired, sides, head_arms)) return step;
      paired.resume = question_.resume && is_unfinished(store_, sides);
      measure(step, paired, std::move(sides));
    } catch (const Error& error) {
      const bool is_uncounted = is_built && !is_time() && error.exit == Exit::usage;
      if (error.exit != Exit::build && !is_uncounted) throw;
      if (position + 1 == screen_.line.size() || base != question_.good) throw;
      step.why = is_uncounted ? "it cannot be counted there" : "it does not build";
    }
    return step;
  }

  // Where our own implementation of the benchmark runs.
  std::vector<std::string> lanes_of(const std::vector<std::unique_ptr<Arm>>& arms) const {
    std::vector<std::string> lanes;
    for (const auto& arm : arms) {
      for (const Benchmark& b : arm->listing.benchmarks) {
        if (b.name == question_.benchmark && b.impl == "own") lanes.push_back(arm->listing.lane);
      }
    }
    return lanes;
  }

  bool take_stored(BisectStep& step, const PairedOptions& paired, const Sides& sides,
                   const std::vector<std::unique_ptr<Arm>>& arms) {
    auto answer = stored_answer(store_, paired, sides, question_.benchmark, lanes_of(arms));
    if (!answer) return false;
    progress_.say(fmt::format("resume  {} beside {} is in the store already, session #{}", paired.head, paired.base,
                              answer->session));
    step.session = answer->session;
    std::vector<Verdict> told = {std::move(answer->verdict)};
    locate(told, arms, sides.renames);
    step.verdict = std::move(told[0]);
    return true;
  }

  void measure(BisectStep& step, const PairedOptions& paired, Sides sides) {
    const VerdictScreen screen = Comparison(paired, std::move(sides), store_, progress_).run();
    step.session = screen.session.id;
    step.verdict = screen.verdicts[0];
    if (!changed(*step.verdict) && step.verdict->verdict != "same") {
      step.why = step.verdict->verdict + (step.verdict->note.empty() ? "" : ": " + step.verdict->note);
    } else if (std::count(screen.exits.begin(), screen.exits.end(), Exit::no_verdict) > 0) {
      step.why = "a control of the session failed";
    }
  }

  // What holds for every build of the project needs saying once.
  void say_once(const std::string& line) {
    if (said_.insert(line).second) progress_.say(line);
  }

  void tell(const BisectStep& step, const gate::Bisection& search) {
    const LineCommit& commit = screen_.line[step.position];
    progress_.say(fmt::format(
        "step    {} {}: {}; {} commits left", short_commit(commit.id), commit.subject,
        step.why.empty() ? step.verdict->verdict + " " + change_text(*step.verdict->change, step.verdict->series)
                         : step.why,
        search.last() - search.first() + 1));
  }

  const BisectQuestion& question_;
  Store& store_;
  Progress& progress_;
  std::set<std::string> said_;
  BisectScreen screen_;
};

}  // namespace

BisectScreen bisect_search(const BisectQuestion& question, Store& store, Progress& progress) {
  return Search(question, store, progress).run();
}

}  // namespace cli
