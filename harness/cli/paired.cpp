#include "harness/cli/paired.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "harness/cli/arms.h"
#include "harness/cli/session.h"
#include "harness/cli/verdict_screen.h"
#include "harness/gate/decide.h"
#include "harness/gate/policy.h"
#include "harness/gate/settle.h"
#include "harness/output/progress.h"
#include "harness/output/text.h"
#include "harness/plan/controls.h"
#include "harness/plan/pairs.h"
#include "harness/suite/machine.h"
#include "harness/suite/machine_lock.h"

namespace cli {
namespace {

using namespace harness;
using Clock = std::chrono::steady_clock;

constexpr double default_budget_s = 300;
constexpr double longest_first_look_s = 900;
constexpr double confirmation_share = 0.25;  // of the budget, kept for suspects

Deadline after(double seconds) {
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

// One contrast on its way to a verdict.
struct Item {
  PairedTask measured;
  gate::Judged judged;
  bool is_control = false;
};

gate::Contrast contrast_of(const PairedTask& task) {
  PairedValues values = primary_values(task);
  return {values.series, values.base, values.head};
}

class Comparison {
 public:
  Comparison(const PairedOptions& options, Sides sides, Store& store, Progress& progress)
      : options_(options), sides_(std::move(sides)), store_(store), progress_(progress), core_(measuring_core()) {
    seed_ = options.common.seed != 0 ? options.common.seed : drawn_seed();
    random_.seed(seed_);
    policy_ = policy_in_force(sides_.policy, options);
    budget_s_ = policy_.budget_s.value_or(default_budget_s);
  }

  VerdictScreen run() {
    const auto base_arms = arms_of(sides_.base.suites, options_.common.lanes);
    const auto head_arms = arms_of(sides_.head.suites, options_.common.lanes);
    Selection selection;
    selection.filter = Filter(options_.common.filter);
    selection.tags = sides_.policy.tags;
    selection.own_only = options_.kind == "gate";
    selection.renames = sides_.renames;
    Matched matched = match(base_arms, head_arms, selection);
    verdicts_ = matched.unmatched;

    OpenSession session(store_, {options_.kind, std::nullopt, sides_.base.build, sides_.head.build, seed_, details()});
    for (const Finding& finding : sides_.findings) add(session.id(), finding);
    for (const Finding& finding : matched.findings) add(session.id(), finding);
    const MachineLock lock([this](const std::string& line) { progress_.say(line); });
    leave_core(core_);
    pilot_all(std::move(matched.tasks), false);
    pilot_all(controls(session.id()), true);
    tell_plan();
    take_looks(session.id());
    judge_all(session.id());
    const bool fit = judge_controls(session.id());
    confirm_suspects(session);
    for (const Finding& f : gate::apply_policy(policy_, today(), verdicts_)) add(session.id(), f);
    locate(verdicts_, head_arms, sides_.renames);
    for (const Verdict& v : verdicts_) store_.add(session.id(), v);
    session.done();
    return {session.record(), sides_.base.build, sides_.head.build,
            verdicts_,        findings_,         gate::exits(verdicts_, policy_.strict, fit)};
  }

 private:
  std::string details() const {
    return nlohmann::json{{"tolerance", policy_.tolerance},
                          {"layout", options_.layout},
                          {"budget_s", budget_s_},
                          {"core", core_},
                          {"strict", policy_.strict}}
        .dump();
  }

  double tolerance_of(const gate::Contrast& c) const { return gate::tolerance_of(policy_, c.series, c.base); }

  void add(std::int64_t session, const Finding& finding) {
    findings_.push_back(finding);
    store_.add(session, finding);
  }

  void fail(const Task& task, const std::string& why) {
    Verdict v;
    v.series.benchmark = task.base.name;
    v.series.version = task.base.version;
    v.series.impl = task.base.impl;
    v.series.clock = task.base.clock;
    v.series.lane = task.base_arm->listing.lane;
    v.verdict = "failed";
    v.note = why;
    verdicts_.push_back(v);
  }

  // The two contrasts of the harness's own suite that tell whether this session can be believed.
  std::vector<Task> controls(std::int64_t session) {
    const int planted_percent = int(std::lround(std::min(1000.0, 200 * policy_.tolerance)));  // all the suite takes
    std::vector<Task> tasks;
    for (const int planted : {0, planted_percent}) {
      if (auto task = control_task("compute", planted, control_arms_)) tasks.push_back(std::move(*task));
    }
    if (tasks.empty()) add(session, {"C503", "", "no control suite beside swarmperf: nothing checks this session"});
    return tasks;
  }

  // False where a control failed: then no verdict of this session can be believed.
  bool judge_controls(std::int64_t session) {
    bool fit = true;
    for (const Item& item : items_) {
      if (!item.is_control) continue;
      const PairedTask& task = item.measured;
      const bool planted = task.task.base_arm->suite.command != task.task.head_arm->suite.command;
      const gate::Judgement& j = item.judged.judgement;
      const std::string seen =
          fmt::format("read {:+.1f} % after {} pairs", 100 * std::expm1(j.estimate), task.pairs.size());
      if (!task.failure.empty()) {
        add(session, {"C504", "control", task.failure});
        fit = false;
      } else if (!planted && (j.call == gate::Call::suspect || j.call == gate::Call::faster)) {
        add(session, {"C501", "control", "identical work " + seen + ": this session alarms without a cause"});
        fit = false;
      } else if (planted && j.call == gate::Call::same) {
        add(session, {"C502", "control",
                      fmt::format("a planted slowdown of {:.0f} % {}: this session would miss one",
                                  200 * policy_.tolerance, seen)});
        fit = false;
      }
    }
    return fit;
  }

  void pilot_all(std::vector<Task> tasks, bool are_controls) {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      const double elapsed_s = std::chrono::duration<double>(Clock::now() - start).count();
      progress_.show(double(i) / double(tasks.size()), elapsed_s / double(i + 1) * double(tasks.size() - i),
                     "trying " + tasks[i].base.name);
      const Launch launch = pilot(tasks[i], effort_, core_, random_);
      if (!launch.failure.empty() && !are_controls) {
        fail(tasks[i], "base: " + launch.failure);
        continue;
      }
      const double launch_s = double(launch.elapsed_ns) * 1e-9 + effort_.batch_s * double(effort_.batches);
      items_.push_back({{tasks[i], {}, true, "", 2 * launch_s}, {}, are_controls});
    }
  }

  void tell_plan() {
    double estimate_s = 0;
    for (const Item& item : items_) estimate_s += item.measured.pair_s * double(gate::looks[0].pairs);
    const auto twins =
        std::count_if(items_.begin(), items_.end(), [](const Item& i) { return i.measured.task.pairing == "twin"; });
    progress_.say(fmt::format(
        "plan   {} benchmarks, {} as twins on core {}, {} in turn; about {} when nothing changed; seed {}",
        items_.size(), twins, core_, std::int64_t(items_.size()) - twins, duration_text(estimate_s), seed_));
  }

  std::vector<PairedTask> measured_tasks() {
    std::vector<PairedTask> tasks;
    for (Item& item : items_) tasks.push_back(std::move(item.measured));
    return tasks;
  }

  void take_looks(std::int64_t session) {
    // A budget that was given is kept; without one, everybody gets to the first look, even on a busy machine.
    const Deadline deadline = after(budget_s_ * (1 - confirmation_share));
    const Deadline first = options_.common.budget.empty() ? after(longest_first_look_s) : deadline;
    std::vector<PairedTask> tasks = measured_tasks();
    for (const gate::Look& look : gate::looks) {
      const bool in_time = take_pairs(tasks, look.pairs, core_, random_, &look == gate::looks.data() ? first : deadline,
                                      [&](PairedTask& task, std::span<const Launch> pair) {
                                        store_.add(session, pair);
                                        show(tasks, look.pairs, task);
                                      });
      for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (!tasks[i].open) continue;
        const gate::Contrast contrast = contrast_of(tasks[i]);
        const double tolerance = items_[i].is_control ? policy_.tolerance : tolerance_of(contrast);
        tasks[i].open = gate::judge(contrast, tolerance, false).judgement.call == gate::Call::open;
      }
      if (!in_time || std::none_of(tasks.begin(), tasks.end(), [](const PairedTask& t) { return t.open; })) break;
    }
    for (std::size_t i = 0; i < items_.size(); ++i) items_[i].measured = std::move(tasks[i]);
  }

  void show(const std::vector<PairedTask>& tasks, std::size_t until, const PairedTask& now) {
    double done_s = 0, left_s = 0;
    for (const PairedTask& task : tasks) {
      done_s += task.pair_s * double(task.pairs.size());
      if (task.open && task.pairs.size() < until) left_s += task.pair_s * double(until - task.pairs.size());
    }
    progress_.show(done_s / (done_s + left_s + 1e-9), left_s, now.task.base.name);
  }

  void judge_all(std::int64_t session) {
    for (Item& item : items_) {
      if (item.is_control) {
        if (!item.measured.pairs.empty())
          item.judged = gate::judge(contrast_of(item.measured), policy_.tolerance, true);
      } else if (!item.measured.failure.empty()) {
        fail(item.measured.task, item.measured.failure);
      } else if (item.measured.pairs.empty()) {
        fail(item.measured.task, "");
        verdicts_.back().verdict = "unsure";
        verdicts_.back().note = "not measured: the budget was over";
      } else {
        const gate::Contrast contrast = contrast_of(item.measured);
        item.judged = gate::judge(contrast, tolerance_of(contrast), true);
        verdicts_.push_back(gate::verdict_of(contrast, item.judged, tolerance_of(contrast)));
      }
    }
    for (const Item& item : items_) look_for_findings(session, item);
  }

  void look_for_findings(std::int64_t session, const Item& item) {
    if (item.measured.pairs.empty() || item.measured.task.iterations > 0) return;
    double most = 1;
    for (const auto& pair : item.measured.pairs) {
      const double ratio = double(pair[1].samples[0].iterations) / double(pair[0].samples[0].iterations);
      most = std::max({most, ratio, 1 / ratio});
    }
    if (most > 2) {
      add(session, {"W120", item.measured.task.base.name,
                    fmt::format("the suite chose {:.1f}x as many iterations on one side: warm-up may differ", most)});
    }
  }

  // A second, independent session for whatever looks slower or faster.
  void confirm_suspects(const OpenSession& first) {
    std::vector<const Item*> suspects;
    std::vector<PairedTask> fresh;
    std::size_t most = 0;
    for (const Item& item : items_) {
      if (item.is_control || !gate::needs_confirmation(item.judged)) continue;
      suspects.push_back(&item);
      fresh.push_back({item.measured.task, {}, true, "", item.measured.pair_s});
      most = std::max(most, gate::confirmation_pairs(item.judged.judgement.spread));
    }
    if (suspects.empty()) return;
    progress_.say(fmt::format("confirm  {} in a fresh session", suspects.size() == 1
                                                                    ? suspects[0]->measured.task.base.name
                                                                    : fmt::format("{} benchmarks", suspects.size())));
    OpenSession session(store_,
                        {"confirm", first.id(), sides_.base.build, sides_.head.build, random_() >> 1, details()});
    const Deadline deadline = after(budget_s_ * confirmation_share);
    for (std::size_t until = 1; until <= most; ++until) {
      for (std::size_t i = 0; i < fresh.size(); ++i) {
        fresh[i].open =
            fresh[i].failure.empty() && until <= gate::confirmation_pairs(suspects[i]->judged.judgement.spread);
      }
      const bool in_time =
          take_pairs(fresh, until, core_, random_, deadline, [&](PairedTask& task, std::span<const Launch> pair) {
            store_.add(session.id(), pair);
            progress_.show(double(until) / double(most), double(most - until) * task.pair_s * double(fresh.size()),
                           task.task.base.name);
          });
      if (!in_time) break;
    }
    settle(suspects, fresh);
    session.done();
  }

  void settle(const std::vector<const Item*>& suspects, const std::vector<PairedTask>& fresh) {
    std::vector<gate::Suspect> known;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      std::vector<double> differences;
      if (!fresh[i].pairs.empty()) {
        differences = gate::judge(contrast_of(fresh[i]), policy_.tolerance, true).differences;
      }
      known.push_back({suspects[i]->judged, differences});
    }
    const std::vector<gate::Settled> settled = gate::settle(known);
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      const Task& task = suspects[i]->measured.task;
      const auto verdict = std::find_if(verdicts_.begin(), verdicts_.end(), [&](const Verdict& v) {
        return v.series.benchmark == task.base.name && v.series.impl == task.base.impl &&
               v.series.lane == task.base_arm->listing.lane;
      });
      if (!fresh[i].failure.empty()) {
        verdict->verdict = "failed";
        verdict->note = fresh[i].failure;
      } else {
        gate::apply(settled[i].confirmation, settled[i].adjusted_p, fresh[i].pairs.size(), suspects[i]->judged,
                    *verdict);
      }
    }
  }

  const PairedOptions& options_;
  Sides sides_;
  Store& store_;
  Progress& progress_;
  int core_;
  std::vector<std::unique_ptr<Arm>> control_arms_;
  Effort effort_;
  std::uint64_t seed_ = 0;
  Random random_;
  Policy policy_;  // in force: of base, and of the command line
  double budget_s_ = 0;
  std::vector<Item> items_;
  std::vector<Verdict> verdicts_;
  std::vector<Finding> findings_;
};

// Before anything is built: a slip of the keyboard should not cost minutes.
void refuse_mistakes(const PairedOptions& options) {
  if (!options.tolerance.empty()) parse_share(options.tolerance, "--tolerance");
  if (!options.common.budget.empty()) parse_seconds(options.common.budget, "--budget");
  Filter(options.common.filter);
}

}  // namespace

void PairedOptions::add(CLI::App& app) {
  app.add_option("--base", base, "the ref to compare with (default: where this branch left main)");
  app.add_option("--head", head, "the ref to judge (default: the work tree as it is)");
  app.add_option("--base-build", base_build, "a folder that holds a build of base");
  app.add_option("--head-build", head_build, "a folder that holds a build of head");
  app.add_option("--base-suite", base_suite, "a command that is base: any Google Benchmark executable");
  app.add_option("--head-suite", head_suite, "a command that is head");
  app.add_option("--tolerance", tolerance, "changes below it are same (default: 5%, or bench.toml of base)");
  app.add_option(
         "--layout", layout,
         "how refs are built: shuffled (functions aligned, sections in another order in every pair) or as-built")
      ->check(CLI::IsMember({"shuffled", "as-built"}));
  common.add_selection(app);
  common.add_measuring(app);
  common.add_store(app);
  common.add_output(app);
}

std::vector<Exit> compare_sides(const PairedOptions& options) {
  refuse_mistakes(options);
  Progress progress(options.common.quiet);
  const auto store = open_sqlite(store_path(options.common), Access::write);
  Sides sides = sides_of(options, [&](const std::string& line) { progress.say(line); });
  const VerdictScreen screen = Comparison(options, std::move(sides), *store, progress).run();
  progress.clear();
  options.files.write(screen);
  fmt::print("{}", options.common.json ? as_json(screen) : as_text(screen));
  return screen.exits;
}

}  // namespace cli
