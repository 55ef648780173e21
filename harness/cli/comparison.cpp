#include "harness/cli/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "harness/cli/arms.h"
#include "harness/cli/confirmation.h"
#include "harness/cli/control_session.h"
#include "harness/cli/counting.h"
#include "harness/cli/layout_probe.h"
#include "harness/cli/regression_turns.h"
#include "harness/cli/resume.h"
#include "harness/gate/notes.h"
#include "harness/gate/policy.h"
#include "harness/output/text.h"
#include "harness/plan/afford.h"
#include "harness/stats/contrast.h"
#include "harness/stats/planning.h"
#include "harness/stats/summary.h"
#include "harness/suite/machine.h"
#include "harness/suite/machine_lock.h"

namespace cli {
namespace {

using namespace harness;
using Clock = std::chrono::steady_clock;

constexpr double default_budget_s = 300;
constexpr double longest_first_look_s = 900;
constexpr double counting_share = 0.5;                                 // of the budget, where times are measured too
constexpr double looks_share = 1 - confirmation_share - layout_share;  // of the budget

double seconds_until(Deadline deadline) { return std::chrono::duration<double>(deadline - Clock::now()).count(); }

std::size_t next_look(std::size_t pairs) {
  for (const gate::Look& look : gate::looks) {
    if (look.pairs > pairs) return look.pairs;
  }
  return gate::looks.back().pairs;
}

// Seconds until the benchmark will probably be decided; infinity where all looks would not do.
double cost_to_decide_s(const Item& item) {
  const gate::Judgement& j = item.judged.judgement;
  const std::size_t have = item.measured.pairs.size();
  const double size = std::abs(j.estimate);
  const double distance = size < item.judged.tolerance ? item.judged.tolerance - size : size;
  const std::size_t needed = stats::pairs_needed(have, 0.5 * (j.hi - j.lo), j.error, distance);
  if (needed == 0 || needed > gate::looks.back().pairs) return std::numeric_limits<double>::infinity();
  return item.measured.pair_s * double(next_look(needed - 1) - have);
}

// The --pairing of the command line, where every benchmark can be paired so.
void override_pairing(std::vector<Task>& tasks, const std::string& pairing) {
  if (pairing == "auto") return;
  for (Task& task : tasks) {
    if (!can_pair(task, pairing)) {
      throw Error(Exit::usage, fmt::format("--pairing {}: {} cannot be paired so (swarmperf list shows how each one "
                                           "can); leave it out with --filter '!{}'",
                                           pairing, task.base.name, task.base.name));
    }
    task.pairing = pairing;
  }
}

Selection selection_of(const PairedOptions& options, const Sides& sides) {
  Selection selection;
  selection.filter = Filter(options.common.filter);
  // Who names benchmarks means them, whatever a gate measures by default.
  if (!selection.filter.includes()) selection.tags = sides.policy.tags;
  if (!options.tags.empty()) selection.tags = options.tags;
  selection.own_only = options.own_only;
  selection.renames = sides.renames;
  return selection;
}

PairedContext context_of(const PairedOptions& options, const Sides& sides, std::uint64_t seed, Store& store,
                         Progress& progress) {
  PairedContext context{options,
                        store,
                        progress,
                        sides.base.build,
                        sides.head.build,
                        policy_in_force(sides.policy, options),
                        measuring_core(),
                        Random(seed),
                        0,
                        ""};
  context.budget_s = context.policy.budget_s.value_or(default_budget_s);
  context.details = nlohmann::json{
      {"tolerance", context.policy.tolerance},
      {"layout", sides.layout},
      {"budget_s", context.budget_s},
      {"core", context.core},
      {"strict", context.policy.strict},
      {"precision", options.precision},
      {"pairing",
       options.pairing}}.dump();
  return context;
}

std::vector<std::vector<double>> batches_of(const PairedTask& task, std::size_t side) {
  std::vector<std::vector<double>> batches;
  for (const auto& pair : task.pairs) batches.push_back(primary_sample(pair[side]).values);
  return batches;
}

}  // namespace

Comparison::Comparison(const PairedOptions& options, Sides sides, Store& store, Progress& progress)
    : sides_(std::move(sides)),
      seed_(options.common.seed != 0 ? options.common.seed : drawn_seed()),
      context_(context_of(options, sides_, seed_, store, progress)) {
  if (!options.precision.empty()) precision_ = parse_share(options.precision, "--precision");
}

VerdictScreen Comparison::run() {
  const PairedOptions& options = context_.options;
  const bool counts = counts_something(context_.policy.metrics);
  const auto base_arms = arms_of(sides_.base.suites, options.common.lanes);
  const auto head_arms = arms_of(sides_.head.suites, options.common.lanes);
  const Selection selection = selection_of(options, sides_);
  Matched matched = match(base_arms, head_arms, selection);
  override_pairing(matched.tasks, options.pairing);
  verdicts_ = matched.unmatched;

  std::unique_ptr<OpenSession> session;
  if (options.resume) {
    session = std::make_unique<OpenSession>(context_.store, reopen_newest(context_.store, context_));
  } else {
    session = std::make_unique<OpenSession>(context_.store, NewSession{options.kind, std::nullopt, sides_.base.build,
                                                                       sides_.head.build, seed_, context_.details});
  }
  const bool timed = measures_time(context_.policy.metrics);
  for (const Finding& finding : sides_.findings) {
    if (timed || finding.code != "W110") add(finding);  // counts do not mind layout
  }
  for (const Finding& finding : matched.findings) add(finding);
  const MachineLock lock([this](const std::string& line) { context_.progress.say(line); });
  leave_core(context_.core);
  const auto start = Clock::now();
  Counted counted;
  if (counts) counted = count_all(context_, session->id(), sides_, selection, timed ? counting_share : 1);
  context_.budget_s -= std::min(context_.budget_s, context_.policy.budget_s ? -seconds_until(start) : 0);
  const bool fit = !timed || judge_times(std::move(matched.tasks), *session);
  verdicts_.insert(verdicts_.end(), counted.verdicts.begin(), counted.verdicts.end());
  for (const Finding& f : counted.findings) add(f);
  for (const Finding& f : gate::apply_policy(context_.policy, today(), verdicts_)) add(f);
  locate(verdicts_, head_arms, sides_.renames);
  for (const Verdict& v : verdicts_) context_.store.add(session->id(), v);
  const std::vector<Finding> known = context_.store.findings(session->id());
  for (const Finding& f : findings_) {
    if (std::find(known.begin(), known.end(), f) == known.end()) context_.store.add(session->id(), f);
  }
  if (session->record().kind == "gate" && fit) turn_regressions(context_.store, session->record(), verdicts_);
  session->done();
  return {session->record(), sides_.base.build, sides_.head.build,
          verdicts_,         findings_,         gate::exits(verdicts_, context_.policy.strict, fit)};
}

bool Comparison::judge_times(std::vector<Task> tasks, OpenSession& session) {
  remembered_ = RememberedSpreads(context_.store, session.record().machine.machine_class);
  pilot_all(std::move(tasks), false);
  auto controls = control_tasks(context_.policy.tolerance, control_arms_);
  if (controls.empty()) add({"C503", "", "no control suite beside swarmperf: nothing checks this session"});
  pilot_all(std::move(controls), true);
  if (context_.options.resume) take_back_pairs(context_.store, session.id(), items_);
  tell_plan();
  const Deadline end = after(context_.budget_s);
  take_looks(session.id());
  judge_all();
  const std::vector<Finding> failed_controls = judge_controls(items_);
  for (const Finding& f : failed_controls) add(f);
  for (const Finding& f : unfinished_controls(items_)) add(f);
  for (const Finding& f : probe_layouts(context_, session.id(), items_, verdicts_)) add(f);
  // Its share, and what the looks did not need of theirs.
  confirm_suspects(context_, session, items_, std::max(context_.budget_s * confirmation_share, seconds_until(end)),
                   verdicts_);
  return failed_controls.empty();
}

void Comparison::add(const Finding& finding) { findings_.push_back(finding); }

gate::Tolerance Comparison::tolerance_of(const Item& item, const gate::Contrast& c) const {
  return item.is_control ? gate::Tolerance(context_.policy.tolerance)
                         : gate::tolerance_of(context_.policy, c.series, c.base);
}

void Comparison::fail(const Task& task, const std::string& verdict, const std::string& why) {
  verdicts_.push_back(unmeasured(task.base, task.base_arm->listing.lane, verdict, why));
}

void Comparison::pilot_all(std::vector<Task> tasks, bool are_controls) {
  const auto start = Clock::now();
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const double elapsed_s = std::chrono::duration<double>(Clock::now() - start).count();
    context_.progress.show(double(i) / double(tasks.size()), elapsed_s / double(i + 1) * double(tasks.size() - i),
                           "trying " + tasks[i].base.name);
    const Launch launch = pilot(tasks[i], context_.effort, context_.core, context_.random);
    if (!launch.failure.empty() && !are_controls) {
      fail(tasks[i], "failed", "base: " + launch.failure);
      continue;
    }
    const double batch_s = tasks[i].pairing == "lockstep" ? context_.effort.lockstep_batch_s : context_.effort.batch_s;
    const double launch_s = double(launch.elapsed_ns) * 1e-9 + batch_s * double(context_.effort.batches);
    items_.push_back({.measured = {.task = tasks[i], .wanted = gate::looks.front().pairs, .pair_s = 2 * launch_s},
                      .is_control = are_controls});
  }
}

// Announced before anything is measured, from what earlier comparisons saw of each benchmark.
void Comparison::tell_plan() {
  double estimate_s = 0;
  std::size_t known = 0, taken = 0;
  std::map<std::string, std::size_t> by_pairing;
  for (const Item& item : items_) {
    const Task& task = item.measured.task;
    const auto spread = remembered_.of(task);
    known += spread.has_value();
    taken += item.measured.pairs.size();
    ++by_pairing[task.pairing];
    const double pairs =
        spread ? gate::expected_pairs(*spread, context_.policy.tolerance) : double(gate::looks.front().pairs);
    estimate_s += item.measured.pair_s * std::max(0.0, pairs - double(item.measured.pairs.size()));
  }
  const auto part = [&](const char* pairing, const std::string& how) {
    return by_pairing.contains(pairing) ? fmt::format(", {} {}", by_pairing[pairing], how) : std::string();
  };
  context_.progress.say(fmt::format("plan   {} benchmarks{}{}{}; about {} when nothing changed{}, at most {}; seed {}",
                                    items_.size(), part("twin", fmt::format("as twins on core {}", context_.core)),
                                    part("lockstep", "in lockstep"), part("alternate", "one after the other"),
                                    duration_text(estimate_s),
                                    known > 0 ? fmt::format(" (the spread of {} is known)", known) : "",
                                    duration_text(std::max(estimate_s, context_.budget_s)), seed_));
  if (taken > 0) context_.progress.say(fmt::format("resume  {} pairs are in the store already", taken));
}

bool Comparison::wants_more(const Item& item) const {
  const std::size_t have = item.measured.pairs.size();
  if (!item.measured.failure.empty() || have >= gate::looks.back().pairs) return false;
  const gate::Judgement& j = item.judged.judgement;
  if (j.call == gate::Call::open) return true;
  return item.precision > 0 && !item.is_control && j.error > 0 && 0.5 * (j.hi - j.lo) > item.precision;
}

void Comparison::take_looks(std::int64_t session) {
  // A budget that was given is kept; without one, everybody gets to the first look, even on a busy machine.
  const Deadline deadline = after(context_.budget_s * looks_share);
  const Deadline first = context_.options.common.budget.empty() ? after(longest_first_look_s) : deadline;
  std::vector<PairedTask> tasks;
  for (Item& item : items_) tasks.push_back(std::move(item.measured));
  const auto on_pair = [&](PairedTask& now, std::span<const Launch> pair) {
    context_.store.add(session, pair);
    double done_s = 0, left_s = 0;
    for (const PairedTask& task : tasks) {
      done_s += task.pair_s * double(task.pairs.size());
      if (task.pairs.size() < task.wanted) left_s += task.pair_s * double(task.wanted - task.pairs.size());
    }
    context_.progress.show(done_s / (done_s + left_s + 1e-9), left_s, now.task.base.name);
  };
  bool in_time = take_pairs(tasks, context_.core, context_.random, first, on_pair);
  while (true) {
    std::vector<std::size_t> open;
    std::vector<double> costs_s;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      items_[i].measured = std::move(tasks[i]);
      PairedTask& task = items_[i].measured;
      task.wanted = task.pairs.size();
      if (task.pairs.empty()) continue;
      const gate::Contrast contrast = contrast_of(task);
      items_[i].tolerance = tolerance_of(items_[i], contrast);
      items_[i].precision = stats::tolerance_on_scale(precision_, contrast.series.kind, stats::median(contrast.base));
      items_[i].judged = gate::judge(contrast, items_[i].tolerance, false);
      if (!wants_more(items_[i])) continue;
      open.push_back(i);
      costs_s.push_back(cost_to_decide_s(items_[i]));
    }
    if (!in_time || open.empty()) break;
    const std::vector<bool> chosen = affordable(costs_s, seconds_until(deadline));
    for (std::size_t k = 0; k < open.size(); ++k) {
      PairedTask& task = items_[open[k]].measured;
      if (chosen[k]) task.wanted = next_look(task.pairs.size());
    }
    for (std::size_t i = 0; i < items_.size(); ++i) tasks[i] = std::move(items_[i].measured);
    in_time = take_pairs(tasks, context_.core, context_.random, deadline, on_pair);
  }
}

void Comparison::judge_all() {
  for (Item& item : items_) {
    PairedTask& task = item.measured;
    if (!task.failure.empty() && !item.is_control) {
      fail(task.task, "failed", task.failure);
    } else if (task.pairs.empty() && !item.is_control) {
      fail(task.task, "unsure", "not measured: the budget was over");
    } else if (!task.pairs.empty()) {
      const gate::Contrast contrast = contrast_of(task);
      item.tolerance = tolerance_of(item, contrast);
      item.judged = gate::judge(contrast, item.tolerance, true);
      if (item.is_control) continue;
      verdicts_.push_back(gate::verdict_of(contrast, item.judged, item.tolerance.share));
      verdicts_.back().pairing = task.task.pairing;
      verdicts_.back().spread = item.judged.judgement.spread;
      look_for_findings(item);
    }
  }
  note_what_was_seen();
}

void Comparison::look_for_findings(const Item& item) {
  const PairedTask& task = item.measured;
  if (task.disturbed > 0) {
    const bool could_take_turns = task.task.pairing == "twin" && can_pair(task.task, "lockstep");
    add({"W121", task.task.base.name,
         fmt::format("{} of {} pairs count although {}; {} others were taken again{}", task.disturbed,
                     task.pairs.size(), task.disturbance, task.repeated,
                     could_take_turns ? "; --pairing lockstep has the arms wait for each other" : "")});
  }
  if (task.task.iterations > 0) return;
  double most = 1;
  for (const auto& pair : task.pairs) {
    const double ratio = double(pair[1].samples[0].iterations) / double(pair[0].samples[0].iterations);
    most = std::max({most, ratio, 1 / ratio});
  }
  if (most > 2) {
    add({"W120", task.task.base.name,
         fmt::format("the suite chose {:.1f}x as many iterations on one side: warm-up may differ", most)});
  }
}

// Small changes that are proven, and what makes the undecided ones noisy.
void Comparison::note_what_was_seen() {
  std::vector<const Item*> judged;
  std::vector<gate::Judged> all;
  for (const Item& item : items_) {
    if (item.is_control || item.measured.pairs.empty() || !item.measured.failure.empty()) continue;
    judged.push_back(&item);
    all.push_back(item.judged);
  }
  const std::vector<bool> real = gate::small_changes(all);
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const PairedTask& task = judged[i]->measured;
    std::string note = gate::noise_note(all[i], batches_of(task, 0), batches_of(task, 1));
    if (real[i] && !sides_.is_one_build) note = "a small change, but a real one";
    if (note.empty()) continue;
    Verdict& v = verdict_of(verdicts_, task.task);
    v.note += (v.note.empty() ? "" : "; ") + note;
  }
}

}  // namespace cli
