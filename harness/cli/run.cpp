// run: measures this build alone and stores it. Absolute figures come from here; whether something changed is a
// question for ab and gate.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/cli/arms.h"
#include "harness/cli/counting.h"
#include "harness/cli/gaps.h"
#include "harness/cli/in_place.h"
#include "harness/cli/scorecard.h"
#include "harness/cli/session.h"
#include "harness/cli/summary.h"
#include "harness/cli/summary_table.h"
#include "harness/cli/this_build.h"
#include "harness/cli/verb.h"
#include "harness/config/config.h"
#include "harness/output/json.h"
#include "harness/output/progress.h"
#include "harness/output/text.h"
#include "harness/plan/counted.h"
#include "harness/plan/deferred.h"
#include "harness/suite/machine.h"
#include "harness/suite/machine_lock.h"

namespace cli {
namespace {

using namespace harness;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t default_launches = 6;  // the fewest that give a 95 % interval of the median
constexpr std::int64_t most_launches = 30;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct RunOptions {
  Common common;
  std::string suite;  // a bare command instead of bench.toml's suites
  std::int64_t launches = 0;
  std::vector<std::string> metrics = {"time"};
  bool gaps = false;
};

struct Failed {
  std::string suite_name, benchmark, impl, lane, why;
};
Failed failed(const Task& task, const std::string& why) {
  return {task.base.suite_name, task.base.name, task.base.impl, task.base_arm->listing.lane, why};
}

struct Result {
  Session session;
  std::vector<SeriesSummary> summaries;
  std::vector<Failed> failures;
  std::vector<Finding> findings;
};

class Measurement {
 public:
  Measurement(const RunOptions& options, Store& store, Progress& progress)
      : options_(options), store_(store), progress_(progress), core_(measuring_core()) {
    seed_ = options.common.seed != 0 ? options.common.seed : drawn_seed();
    random_.seed(seed_);
    if (!options.common.budget.empty()) budget_s_ = parse_seconds(options.common.budget, "--budget");
  }

  Result run() {
    const bool timed = measures_time(options_.metrics), counts = counts_something(options_.metrics);
    Selection selection;
    selection.filter = Filter(options_.common.filter);
    auto suites = suites_here(options_.suite);
    options_.common.limit_launches(suites);
    std::vector<std::string> lanes = options_.common.lanes;
    if (options_.gaps && lanes.empty()) lanes = {"*"};
    const auto arms = arms_of(suites, lanes);
    std::vector<Task> tasks = tasks_of(arms, selection);
    if (options_.gaps) keep_gaps(tasks);
    const MachineLock lock([this](const std::string& line) { progress_.say(line); });
    Build build = build_here(suites, store_path(options_.common));
    const std::optional<Finding> doubt = leave_out_doubtful_commit(suites, store_, build);
    OpenSession session(store_, {"run", std::nullopt, std::nullopt, build, seed_, "{}"});
    leave_core(core_);
    CountedAlone counted;
    if (counts) {
      const auto start = Clock::now();
      const double budget_s = timed ? 0.5 * budget_s_ : budget_s_;
      counted =
          count_alone({store_, session.id(), progress_, effort_, core_, random_, budget_s}, suites, lanes, selection);
      if (budget_s_ > 0) budget_s_ = std::max(1.0, budget_s_ - seconds_since(start));
      for (const auto& [task, launch] : counted.failed) {
        if (!timed) fail(task, launch, session.id());
      }
    }
    if (doubt) counted.findings.insert(counted.findings.begin(), *doubt);
    for (const Finding& f : counted.findings) store_.add(session.id(), f);
    if (timed) measure_times(tasks, session.id());
    session.done();
    std::vector<Launch> all = std::move(launches_);
    all.insert(all.end(), counted.launches.begin(), counted.launches.end());
    return {session.record(), summarise(all), failures_, counted.findings};
  }

 private:
  void measure_times(std::vector<Task>& tasks, std::int64_t session) {
    const auto start = Clock::now();
    const auto deadline = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(budget_s_));
    const double round_s = pilot_all(tasks, session);
    std::int64_t rounds = options_.launches > 0 ? options_.launches : default_launches;
    const double left_s = std::chrono::duration<double>(deadline - Clock::now()).count();
    if (options_.launches == 0 && budget_s_ > 0)
      rounds = std::clamp<std::int64_t>(std::int64_t(left_s / round_s), 1, most_launches);
    progress_.say(fmt::format("plan   {} benchmarks x {} launches on core {}, about {}; seed {}", tasks.size(), rounds,
                              core_, duration_text(round_s * double(rounds)), seed_));
    Deferred storing;
    finishing(storing, [&] { take_rounds(tasks, rounds, round_s, deadline, session, storing); });
  }

  // Leaves those tasks that the scorecard of this machine lacks.
  void keep_gaps(std::vector<Task>& tasks) {
    const auto place = [](const Task& t) { return budget::Place{t.base.name, t.base.impl, t.base_arm->listing.lane}; };
    const Targets targets = read_targets("");
    const Scorecard card = scorecard(targets, store_, this_machine().machine_class);
    std::vector<budget::Place> offered;
    std::set<std::string> best;  // a suite's best lane is the one that it takes without arguments
    for (const Task& task : tasks) {
      offered.push_back(place(task));
      if (task.base_arm->lane_arguments.empty()) best.insert(task.base_arm->listing.lane);
    }
    const Gaps gaps = gaps_of(targets.budgets, card.budgets, offered, best);
    std::erase_if(tasks, [&](const Task& task) { return !gaps.places.contains(place(task)); });
    if (!gaps.beyond.empty())
      progress_.say(
          fmt::format("left out, being of other suites or lanes, or on demand: {}", fmt::join(gaps.beyond, ", ")));
    if (tasks.empty()) {
      throw Error(Exit::usage,
                  "--gaps: the scorecard lacks nothing that can be measured here; swarmperf budget shows it");
    }
    progress_.say(fmt::format("gaps   {} targets are not measured yet or unsure", gaps.targets));
  }

  // Stores a launch while the next one runs.
  void take_rounds(std::vector<Task>& tasks, std::int64_t rounds, double round_s, Clock::time_point deadline,
                   std::int64_t session, Deferred& storing) {
    const auto start = Clock::now();
    for (std::int64_t round = 0; round < rounds; ++round) {
      std::shuffle(tasks.begin(), tasks.end(), random_);
      for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (budget_s_ > 0 && round > 0 && Clock::now() > deadline) return;
        const double done = (double(round) + double(i) / double(tasks.size())) / double(rounds);
        // The pilots do not see what a benchmark does between two timed parts; the first round did.
        const double whole_s = round == 0 ? round_s * double(rounds) : seconds_since(start) / done;
        progress_.show(done, (1 - done) * whole_s, tasks[i].base.name);
        launches_.push_back(launch_alone(tasks[i], round, core_, random_, [&] { storing.now(); }));
        storing.set(
            [this, session, last = launches_.size() - 1] { store_.add(session, std::span(&launches_[last], 1)); });
        if (!launches_.back().failure.empty()) failures_.push_back(failed(tasks[i], launches_.back().failure));
      }
      drop_failed(tasks);
    }
  }

  // A benchmark that fails when it is tried has no other launch: without this one the run would not know of it.
  void fail(const Task& task, const Launch& tried, std::int64_t session) {
    store_.add(session, std::span(&tried, 1));
    failures_.push_back(failed(task, tried.failure));
  }

  // Returns what one round of all tasks is expected to take.
  double pilot_all(std::vector<Task>& tasks, std::int64_t session) {
    double round_s = 0;
    const auto start = Clock::now();
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      progress_.show(double(i) / double(tasks.size()), seconds_since(start) / double(i + 1) * double(tasks.size() - i),
                     "trying " + tasks[i].base.name);
      const Launch launch = pilot(tasks[i], effort_, core_, random_);
      double measured_s = effort_.batch_s * double(effort_.batches);
      if (!launch.failure.empty()) {
        fail(tasks[i], launch, session);
      } else {
        // What takes longer than a batch ran once, and will run once in each batch.
        measured_s = std::max(measured_s, launch.samples.at(0).values.back() * double(tasks[i].batches - 1));
      }
      round_s += double(launch.elapsed_ns) * 1e-9 + measured_s;
    }
    drop_failed(tasks);
    return round_s;
  }

  void drop_failed(std::vector<Task>& tasks) {
    std::erase_if(tasks, [&](const Task& task) {
      return std::any_of(failures_.begin(), failures_.end(), [&](const Failed& f) {
        return f.lane == task.base_arm->listing.lane && f.suite_name == task.base.suite_name;
      });
    });
  }

  const RunOptions& options_;
  Store& store_;
  Progress& progress_;
  int core_;
  Effort effort_;
  double budget_s_ = 0;
  std::uint64_t seed_ = 0;
  Random random_;
  std::vector<Launch> launches_;
  std::vector<Failed> failures_;
};

void print_text(const Result& result) {
  fmt::print("{}", summary_table(result.summaries));
  for (const Failed& f : result.failures) {
    fmt::print("{}  {}  {}: {}\n", verdict_word("failed"), f.suite_name, f.lane, f.why);
  }
  const bool timed =
      std::any_of(result.summaries.begin(), result.summaries.end(), [](const auto& s) { return s.series.primary; });
  std::size_t launches = 0, benchmarks = 0;
  for (const SeriesSummary& s : result.summaries) {
    launches = std::max(launches, s.per_launch.size());
    benchmarks += timed ? s.series.primary : s.series.metric == counted_metrics[0];
  }
  fmt::print("\nstored session #{}: {} benchmark{} x {} launch{}{}\n", result.session.id, benchmarks,
             benchmarks == 1 ? "" : "s", launches, launches == 1 ? "" : "es",
             result.failures.empty() ? "" : fmt::format(", {} failed", result.failures.size()));
  for (const Finding& f : result.findings) fmt::print("{}  {}: {}\n", f.code, f.subject, f.text);
  if (timed && launches > 0 && launches < std::size_t(default_launches)) {
    fmt::print("{} launches are too few for a 95 % interval: {} are the fewest; a target that one reaches is unsure\n",
               launches, default_launches);
  }
}

void print_json(const Result& result) {
  nlohmann::json out = json_head(result.session.machine);
  out["session"] = {{"id", result.session.id}, {"uuid", result.session.uuid}, {"seed", result.session.seed}};
  out["results"] = summary_json(result.summaries);
  out["failures"] = nlohmann::json::array();
  for (const Failed& f : result.failures) {
    out["failures"].push_back({{"benchmark", f.benchmark}, {"impl", f.impl}, {"lane", f.lane}, {"why", f.why}});
  }
  out["findings"] = nlohmann::json::array();
  for (const Finding& f : result.findings) out["findings"].push_back(json_of(f));
  out["exit"] = int(result.failures.empty() ? Exit::ok : Exit::benchmark);
  fmt::print("{}", json_text(out));
}

Exit run_verb(const RunOptions& options) {
  if (const std::string wrong = unknown_metric(options.metrics); !wrong.empty()) throw Error(Exit::usage, "--" + wrong);
  if (options.gaps && options.metrics != std::vector<std::string>{"time"})
    throw Error(Exit::usage, "--gaps measures times, which the scorecard is made of: leave out --metrics");
  options.common.refuse_mistakes();
  Progress progress(options.common.quiet);
  const auto store = open_sqlite(store_path(options.common), Access::write);
  const Result result = Measurement(options, *store, progress).run();
  progress.clear();
  options.common.json ? print_json(result) : print_text(result);
  return result.failures.empty() ? Exit::ok : Exit::benchmark;
}

VERB("run", "Measure this build, store it and print it", [](CLI::App& app) {
  auto options = std::make_shared<RunOptions>();
  app.add_option("--suite", options->suite, "a command to measure instead of the suites of bench.toml");
  app.add_option("--launches", options->launches, "processes per benchmark (default: 6, or what the budget allows)")
      ->check(CLI::Range(1, 1000));
  app.add_option("--metrics", options->metrics, "what is measured: time, instructions, allocations (default: time)")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_flag(
      "--gaps", options->gaps,
      "only what the scorecard (swarmperf budget) calls not measured yet or unsure, in every lane that it takes");
  options->common.add_selection(app);
  options->common.add_measuring(app);
  options->common.add_store(app);
  options->common.add_output(app);
  return [options] { return run_verb(*options); };
});

}  // namespace
}  // namespace cli
