// budget: the scorecard. Every target beside what the store's newest runs measured, the score that follows, and its
// history.
#include "harness/budget/budget.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/budget/places.h"
#include "harness/budget/score.h"
#include "harness/cli/advice.h"
#include "harness/cli/scorecard.h"
#include "harness/cli/verb.h"
#include "harness/config/filter.h"
#include "harness/output/json.h"
#include "harness/output/text.h"
#include "harness/store/store.h"
#include "harness/suite/machine.h"

namespace cli {
namespace {

using namespace harness;
using budget::Budget;

struct Options {
  Common common;
  std::string file, machine;
  int tier = 3;
  bool history = false, dry = false, check = false;
};

struct Looked {
  std::vector<Budget> budgets;
  Scorecard card;
};

Looked look(const Options& options, Store& store) {
  Targets targets = read_targets(options.file);
  const Filter filter(options.common.filter);
  std::erase_if(targets.budgets, [&](const Budget& b) { return !filter.matches(b.id) || b.tier > options.tier; });
  if (targets.budgets.empty())
    throw Error(Exit::usage, "no budget matches; the ids are in " + std::string(budget::budgets_path));
  Scorecard card = scorecard(targets, store, options.machine.empty() ? newest_machine(store) : options.machine);
  if (!card.session && !options.machine.empty())
    throw Error(Exit::incomparable, fmt::format("no run on machine '{}' in the store; there are: {}", options.machine,
                                                fmt::join(machines_of(store), ", ")));
  return {std::move(targets.budgets), std::move(card)};
}

std::string interval_of(const BudgetResult& r) {
  return r.lo && r.hi ? fmt::format("[{}, {}]", value_text(*r.lo, r.unit), value_text(*r.hi, r.unit)) : "";
}

std::string score_text(const ScorePart& s) {
  return s.value ? fmt::format("{:.1f}", *s.value) : fmt::format("{:.0f} .. {:.0f}", s.lo, s.hi);
}

void print_text(const Looked& c) {
  std::vector<std::vector<std::string>> rows;
  std::map<std::string, int> counts;
  for (const BudgetResult& r : c.card.budgets) {
    const std::string word = r.status == "unmeasured"     ? "not measured yet"
                             : r.status == "unmeasurable" ? "not measurable here"
                                                          : r.status;
    ++counts[word];
    rows.push_back({r.section, std::to_string(r.tier), r.title, r.target, r.value ? value_text(*r.value, r.unit) : "",
                    interval_of(r),
                    coloured(word, word == "missed" ? Direction::worse
                                   : word == "met"  ? Direction::better
                                                    : Direction::none),
                    r.value ? r.benchmark + (r.note.empty() ? "" : " (" + r.note + ")") : r.note});
  }
  fmt::print("machine   {}\nrun       {}\n\n",
             c.card.machine_class.empty() ? "none: the store has no run" : c.card.machine_class,
             c.card.session ? fmt::format("#{} {}", *c.card.session, c.card.build) : "");
  fmt::print("{}", table({{"section"},
                          {"tier"},
                          {"budget"},
                          {"target", true},
                          {"measured", true},
                          {"95 % interval"},
                          {"status"},
                          {"by"}},
                         rows));
  std::string summary;
  for (const auto& [word, n] : counts) summary += fmt::format("{}{} {}", summary.empty() ? "" : ", ", n, word);
  fmt::print("\n{} of {} budgets\n\n", summary, c.card.budgets.size());
  std::vector<std::vector<std::string>> scores;
  for (const ScorePart& s : c.card.scores)
    scores.push_back({s.part, fmt::format("{:.2f}", s.weight), score_text(s),
                      s.grade.empty() ? fmt::format("{} .. {}", budget::grade(s.lo), budget::grade(s.hi)) : s.grade,
                      fmt::format("{:.0f} %", 100 * s.measured)});
  fmt::print("{}", table({{"score"}, {"weight", true}, {"of 100", true}, {"grade"}, {"measured", true}}, scores));
  if (!c.card.scores.back().value)
    fmt::print(
        "\nA part without all its inputs has no value, only bounds; weights are not shared out among the rest.\n");
  for (const std::string& line : advice(c.budgets, c.card.budgets)) fmt::print("\n- {}", line);
  bool gaps = false;
  for (std::size_t i = 0; i < c.budgets.size(); ++i) gaps = gaps || budget::is_gap(c.budgets[i], c.card.budgets[i]);
  if (gaps) fmt::print("\n- What is not measured yet or unsure is measured by: swarmperf run --gaps");
  fmt::print("\n");
}

nlohmann::json optional(const std::optional<double>& v) { return v ? nlohmann::json(*v) : nlohmann::json(nullptr); }

nlohmann::json json_of(const ScorePart& s) {
  return {{"part", s.part},         {"weight", s.weight}, {"value", optional(s.value)}, {"lo", s.lo}, {"hi", s.hi},
          {"measured", s.measured}, {"grade", s.grade}};
}

void print_json(const Looked& c) {
  nlohmann::json out = json_head(this_machine());
  out["machine_class"] = c.card.machine_class;
  out["session"] = c.card.session ? nlohmann::json(*c.card.session) : nlohmann::json(nullptr);
  out["policy"] = c.card.policy;
  out["results"] = nlohmann::json::array();
  for (std::size_t i = 0; i < c.budgets.size(); ++i) {
    const BudgetResult& r = c.card.budgets[i];
    nlohmann::json measured_in = nlohmann::json::array();
    for (const Origin& o : r.origins) measured_in.push_back({{"session", o.session}, {"commit", o.commit}});
    out["results"].push_back({{"budget", r.budget},
                              {"section", r.section},
                              {"tier", r.tier},
                              {"title", r.title},
                              {"target", r.target},
                              {"strategy", c.budgets[i].strategy},
                              {"status", r.status},
                              {"value", optional(r.value)},
                              {"lo", optional(r.lo)},
                              {"hi", optional(r.hi)},
                              {"unit", r.unit},
                              {"benchmark", r.benchmark},
                              {"note", r.note},
                              {"measured_in", measured_in},
                              {"recommendation", advice(c.budgets[i], r)}});
  }
  out["metrics"] = nlohmann::json::object();
  for (const MetricValue& m : c.card.metrics)
    out["metrics"][m.group][m.metric] = {
        {"unit", m.unit}, {"value", optional(m.value)}, {"score", optional(m.score)}, {"note", m.note}};
  out["scores"] = nlohmann::json::array();
  for (const ScorePart& s : c.card.scores) out["scores"].push_back(json_of(s));
  fmt::print("{}", json_text(out));
}

Exit print_history(const Options& options, Store& store) {
  const std::vector<Scorecard> cards = store.history().scorecards();
  if (options.common.json) {
    nlohmann::json out = json_head(this_machine());
    out["results"] = nlohmann::json::array();
    for (const Scorecard& card : cards) {
      nlohmann::json scores = nlohmann::json::array();
      for (const ScorePart& s : card.scores) scores.push_back(json_of(s));
      out["results"].push_back({{"scorecard", card.id},
                                {"at_ns", card.at_ns},
                                {"commit", card.commit},
                                {"machine_class", card.machine_class},
                                {"policy", card.policy},
                                {"scores", scores}});
    }
    fmt::print("{}", json_text(out));
    return Exit::ok;
  }
  std::vector<std::vector<std::string>> rows;
  for (const Scorecard& card : cards) {
    std::vector<std::string> row = {std::to_string(card.id), card.commit.substr(0, 10), card.policy.substr(0, 6)};
    for (const char* part : {"overall", "execution", "resource", "quality", "coordination", "stability"}) {
      for (const ScorePart& s : card.scores) {
        if (s.part == part) row.push_back(score_text(s));
      }
    }
    rows.push_back(std::move(row));
  }
  fmt::print("{}", rows.empty() ? "no scorecard is stored yet: swarmperf budget\n"
                                : table({{"scorecard", true},
                                         {"commit"},
                                         {"budgets"},
                                         {"overall", true},
                                         {"execution", true},
                                         {"resource", true},
                                         {"quality", true},
                                         {"coordination", true},
                                         {"stability", true}},
                                        rows));
  return Exit::ok;
}

// With --check: a tier-1 budget that is missed fails; none that is missed and none measured is no verdict. What needs
// no benchmark, as that nothing got slower, measures none.
Exit verdict(const Looked& c) {
  bool measured = false;
  for (std::size_t i = 0; i < c.budgets.size(); ++i) {
    const BudgetResult& r = c.card.budgets[i];
    if (r.tier != 1) continue;
    if (r.status == "missed") return Exit::regression;
    measured = measured || (r.status == "met" && !c.budgets[i].benchmark.empty());
  }
  return measured ? Exit::ok : Exit::no_verdict;
}

VERB("budget", "Print the scorecard: every target, what was measured, and the score", [](CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--file", options->file, "the budgets (default: baselines/budgets.toml beside bench.toml)");
  app.add_option("--machine", options->machine, "machine class to look at (default: that of the newest run)");
  app.add_option("--tier", options->tier, "only budgets up to this tier: 1 must, 2 should, 3 information")
      ->check(CLI::Range(1, 3));
  app.add_flag("--history", options->history, "the scores of earlier scorecards instead");
  app.add_flag("--check", options->check, "exit 1 where a tier-1 budget is missed, 3 where no benchmark of one is met");
  app.add_flag("--dry-run", options->dry, "store no scorecard");
  app.add_option("--filter,-f", options->common.filter,
                 "part of a budget's id, glob, re:PATTERN; !PATTERN excludes; repeatable")
      ->allow_extra_args(false);
  options->common.add_store(app);
  options->common.add_output(app);
  return [options] {
    // A part of the budgets is no scorecard: only a whole one is kept.
    const bool whole = options->common.filter.empty() && options->tier == 3 && !options->dry && !options->history;
    const auto store = open_sqlite(store_path(options->common), whole ? Access::write : Access::read);
    if (options->history) return print_history(*options, *store);
    const Looked card = look(*options, *store);
    if (whole) store->history().add(card.card);
    options->common.json ? print_json(card) : print_text(card);
    return options->check ? verdict(card) : Exit::ok;
  };
});

}  // namespace
}  // namespace cli
