// profile: in which functions a benchmark spends its time, and which of them a change made slower. Launches are watched
// for this alone and are in no other series: being watched costs time.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "harness/cli/arms.h"
#include "harness/cli/one_benchmark.h"
#include "harness/cli/paired.h"
#include "harness/cli/paired_context.h"
#include "harness/cli/profile_screen.h"
#include "harness/cli/session.h"
#include "harness/cli/this_build.h"
#include "harness/config/config.h"
#include "harness/output/progress.h"
#include "harness/output/text.h"
#include "harness/profile/self_time.h"
#include "harness/stats/summary.h"
#include "harness/store/store.h"
#include "harness/suite/machine.h"
#include "harness/suite/machine_lock.h"

namespace cli {
namespace {

using namespace harness;

constexpr Effort long_launches{.batch_s = 0.005, .batches = 200};  // 1000 samples of a launch of one second

struct ProfileOptions {
  PairedOptions sides;  // none named: this build alone
  std::string benchmark, suite;
  std::int64_t launches = 8;

  bool compares() const {
    for (const std::string* given :
         {&sides.base, &sides.head, &sides.base_build, &sides.head_build, &sides.base_suite, &sides.head_suite}) {
      if (!given->empty()) return true;
    }
    return false;
  }
};

class Profiling {
 public:
  Profiling(const ProfileOptions& options, Store& store, Progress& progress)
      : options_(options), common_(options.sides.common), store_(store), progress_(progress), core_(measuring_core()) {
    seed_ = common_.seed != 0 ? common_.seed : drawn_seed();
    random_.seed(seed_);
  }

  ProfileScreen run() {
    NewSession wanted{.kind = "profile", .parent = {}, .base = {}, .head = {}, .seed = seed_};
    Task task = options_.compares() ? two_builds(wanted) : one_build(wanted);
    const MachineLock lock([this](const std::string& line) { progress_.say(line); });
    OpenSession session(store_, wanted);
    leave_core(core_);
    refuse_failed(pilot(task, long_launches, core_, random_));
    screen_.benchmark = task.base.name;
    screen_.lane = task.base_arm->listing.lane;
    take_rounds(task, session.id());
    tell_limits(session.id());
    session.done();
    screen_.session = session.record();
    return std::move(screen_);
  }

 private:
  Selection selection() const {
    Selection wanted;
    wanted.filter = Filter({filter_for(options_.benchmark)});
    wanted.own_only = true;
    return wanted;
  }

  Task one_build(NewSession& wanted) {
    suites_ = suites_here(options_.suite);
    common_.limit_launches(suites_);
    base_arms_ = arms_of(suites_, common_.lanes);
    refuse_unknown(options_.benchmark, base_arms_);
    wanted.head = build_here(suites_, store_path(common_));
    return only(tasks_of(base_arms_, selection()));
  }

  Task two_builds(NewSession& wanted) {
    PairedOptions sides = options_.sides;
    sides.kind = "profile";
    sides.common.filter = {filter_for(options_.benchmark)};
    sides_ = sides_of(sides, [this](const std::string& line) { progress_.say(line); });
    base_arms_ = arms_of(sides_.base.suites, common_.lanes);
    head_arms_ = arms_of(sides_.head.suites, common_.lanes);
    refuse_unknown(options_.benchmark, base_arms_, head_arms_);
    wanted.base = sides_.base.build;
    wanted.head = sides_.head.build;
    Selection both = selection();
    both.renames = sides_.renames;
    Matched matched = match(base_arms_, head_arms_, both);
    if (matched.tasks.empty()) {
      throw Error(Exit::incomparable, fmt::format("{}: {}", options_.benchmark, matched.unmatched.at(0).note));
    }
    Task task = only(std::move(matched.tasks));
    if (task.pairing == "lockstep") task.pairing = "alternate";  // whoever waits for its turn would be watched, too
    return task;
  }

  Task only(std::vector<Task> tasks) const {
    const std::string lane = tasks.at(0).base_arm->listing.lane;
    std::erase_if(tasks, [](const Task& task) {
      const std::string& where = task.base_arm->listing.lane;
      return where.starts_with("node/") || where.starts_with("chromium/");
    });
    if (tasks.empty()) {
      throw Error(Exit::usage, fmt::format("{} is WebAssembly, whose functions only its engine can name; profile takes "
                                           "native lanes",
                                           lane));
    }
    std::vector<std::string> lanes;
    for (const Task& task : tasks) lanes.push_back(task.base_arm->listing.lane);
    refuse_several(options_.benchmark, lanes);
    return std::move(tasks[0]);
  }

  static void refuse_failed(const Launch& launch) {
    if (!launch.failure.empty()) throw Error(Exit::benchmark, launch.side + ": " + launch.failure);
  }

  void take_rounds(const Task& task, std::int64_t session) {
    const auto start = Deadline::clock::now();
    const double budget_s = common_.budget.empty() ? 1e9 : parse_seconds(common_.budget, "--budget");
    for (std::int64_t round = 0; round < options_.launches; ++round) {
      const double spent_s = std::chrono::duration<double>(Deadline::clock::now() - start).count();
      if (round > 0 && spent_s / double(round) * double(round + 1) > budget_s) break;
      progress_.show(
          double(round) / double(options_.launches),
          round == 0 ? 1.0 * double(options_.launches) : spent_s / double(round) * double(options_.launches - round),
          task.base.name);
      std::array<Sampler, 2> samplers;
      std::vector<Launch> taken;
      if (task.head_arm == nullptr) {
        taken.push_back(launch_alone(task, round, core_, random_, {}, &samplers[0]));
      } else {
        auto pair = launch_pair(task, round, core_, random_, {}, {&samplers[0], &samplers[1]});
        taken.assign(std::make_move_iterator(pair.begin()), std::make_move_iterator(pair.end()));
      }
      for (std::size_t side = 0; side < taken.size(); ++side) {
        refuse_failed(taken[side]);
        attribute(taken[side], samplers[side].take());
      }
      store_.add(session, taken);
      screen_.launches.insert(screen_.launches.end(), taken.begin(), taken.end());
    }
  }

  // Gives the launch its functions' times, and moves all of it into series of their own.
  void attribute(Launch& launch, const Watched& watched) {
    const SelfTime found = self_time(watched, launch.batches, names_);
    if (found.hits == 0) {
      throw Error(Exit::no_verdict, fmt::format("{}: no sample fell into {}; it may take too little processor time",
                                                launch.side, options_.benchmark));
    }
    screen_.samples += found.hits;
    full_ = full_ || watched.full;
    whole_process_ = whole_process_ || launch.batches.empty();
    const Sample time = time_sample(launch);
    for (const auto& [function, share] : found.shares) {
      Sample sample = time;
      sample.series.metric = own_time_metric(function);
      sample.series.primary = sample.series.judged = sample.series.exact = false;
      sample.values = {share * stats::median(time.values)};
      launch.samples.push_back(std::move(sample));
    }
    launch.mode = "profile";
    for (Sample& sample : launch.samples) sample.series.mode = "profile";
  }

  void tell_limits(std::int64_t session) {
    if (whole_process_)
      screen_.findings.push_back(
          {"W140", options_.benchmark,
           "the suite does not say when it measured: its start and setup are in the shares, too"});
    if (full_)
      screen_.findings.push_back(
          {"W141", options_.benchmark,
           "a launch took more processor time than there is room for samples: what came last is not in the shares"});
    for (const Finding& finding : screen_.findings) store_.add(session, finding);
  }

  const ProfileOptions& options_;
  const Common& common_;
  Store& store_;
  Progress& progress_;
  int core_;
  std::uint64_t seed_ = 0;
  Random random_;
  std::vector<SuiteSpec> suites_;
  Sides sides_;
  std::vector<std::unique_ptr<Arm>> base_arms_, head_arms_;
  FunctionNames names_;
  bool full_ = false, whole_process_ = false;
  ProfileScreen screen_;
};

void refuse_mistakes(const ProfileOptions& o) {
  if (o.benchmark.empty())
    throw Error(Exit::usage, "which benchmark? swarmperf profile BENCHMARK, with its whole name");
  if (!o.suite.empty() && o.compares())
    throw Error(Exit::usage, "--suite is one build; for two give --base-suite and --head-suite");
  o.sides.common.refuse_mistakes();
}

Exit profile(const ProfileOptions& options) {
  refuse_mistakes(options);
  const Common& common = options.sides.common;
  Progress progress(common.quiet);
  const auto store = open_sqlite(store_path(common), Access::write);
  const ProfileScreen screen = Profiling(options, *store, progress).run();
  progress.clear();
  fmt::print("{}", common.json ? as_json(screen) : as_text(screen));
  return Exit::ok;
}

VERB("profile",
     "Say in which functions a benchmark spends its time; with --base or another side, which a change made slower",
     [](CLI::App& app) {
       auto options = std::make_shared<ProfileOptions>();
       app.add_option("benchmark", options->benchmark, "its whole name");
       app.add_option("--suite", options->suite, "a command to watch instead of the suites of bench.toml");
       app.add_option("--launches", options->launches, "processes per build (default: 8)")->check(CLI::Range(1, 1000));
       options->sides.add_sides(app);
       app.add_option("--lanes", options->sides.common.lanes, "the lane to run in (default: the best of the suite)")
           ->delimiter(',')
           ->allow_extra_args(false);
       options->sides.common.add_measuring(app);
       options->sides.common.add_store(app);
       options->sides.common.add_output(app);
       return [options] { return profile(*options); };
     });

}  // namespace
}  // namespace cli
