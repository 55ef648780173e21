// budget: the scorecard. Every target beside what the store's newest runs measured, the score that follows, and its
// history.
#include "harness/budget/budget.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/budget/score.h"
#include "harness/cli/verb.h"
#include "harness/config/config.h"
#include "harness/config/filter.h"
#include "harness/output/json.h"
#include "harness/output/text.h"
#include "harness/store/liveness.h"
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

struct Card {
  std::vector<Budget> budgets;
  Scorecard card;
};

std::string read_budgets(const Options& options) {
  std::string path = options.file;
  if (path.empty()) {
    const std::string project = find_project(".");
    path = (project.empty() ? "." : project) + "/" + budget::budgets_path;
  }
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    throw Error(
        Exit::usage,
        fmt::format("reading {}: it cannot be read; write one (docs/budgets.md), or give it with --file", path));
  }
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool is_run(const Session& s) { return (s.kind == "run" || s.kind == "import") && s.state != "running"; }

std::optional<budget::Measured> other_source(const std::string& source, Store& store,
                                             const std::optional<Session>& newest,
                                             const std::vector<StoredSeries>& series) {
  budget::Measured m;
  if (!newest) return std::nullopt;
  if (source == "open_regressions") {
    for (const Regression& r : store.history().regressions()) {
      const bool here =
          std::any_of(series.begin(), series.end(), [&](const StoredSeries& s) { return s.id == r.series; });
      if (here && (r.state == "open" || r.state == "reopened")) ++m.value;
    }
    m.lo = m.hi = m.value;
    m.benchmark = "swarmperf regressions";
    return m;
  }
  const std::vector<Launch> launches = store.launches(newest->id);
  if (launches.empty()) return std::nullopt;
  const auto fine = std::count_if(launches.begin(), launches.end(), [](const Launch& l) { return l.failure.empty(); });
  m.value = double(fine) / double(launches.size());
  m.lo = m.hi = m.value;
  m.benchmark = fmt::format("run #{}", newest->id);
  m.note = fmt::format("{} of {} launches", fine, launches.size());
  return m;
}

Card look(const Options& options, Store& store) {
  const std::string text = read_budgets(options);
  Card out{budget::parse_budgets(text, options.file.empty() ? budget::budgets_path : options.file), {}};
  if (out.budgets.empty()) throw Error(Exit::usage, "no [[budget]] in the file: nothing to look at");
  const Filter filter(options.common.filter);
  std::erase_if(out.budgets, [&](const Budget& b) { return !filter.matches(b.id) || b.tier > options.tier; });
  if (out.budgets.empty())
    throw Error(Exit::usage, "no budget matches; the ids are in " + std::string(budget::budgets_path));

  std::optional<Session> newest;
  for (const Session& s : store.sessions()) {
    if (is_run(s) && (options.machine.empty() || s.machine.machine_class == options.machine)) newest = s;
  }
  if (!newest && !options.machine.empty())
    throw Error(Exit::incomparable,
                fmt::format("no run on machine '{}' in the store; swarmperf baseline list names those there are",
                            options.machine));
  budget::Sources sources;
  if (newest) {
    out.card.machine_class = newest->machine.machine_class;
    out.card.session = newest->id;
    out.card.build = newest->head ? newest->head->label : "";
    for (StoredSeries& s : store.history().series()) {
      if (s.series.machine_class == out.card.machine_class) sources.series.push_back(std::move(s));
    }
  }
  sources.newest = [&](std::int64_t id) { return store.history().newest(id); };
  sources.other = [&](const std::string& name) { return other_source(name, store, newest, sources.series); };
  for (const Budget& b : out.budgets) out.card.budgets.push_back(budget::evaluate(b, sources));
  out.card.at_ns = now_ns();
  out.card.policy = fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
  out.card.metrics = budget::metrics_of(out.budgets, out.card.budgets);
  out.card.scores = budget::scores_of(out.card.metrics);
  return out;
}

std::string value_text(double value, const std::string& unit) {
  if (unit == "share") return fmt::format("{:.1f} %", 100 * value);
  if (unit == "x") return fmt::format("{:.2f}x", value);
  if (unit == "1/s") return fmt::format("{:.4g} 1/s", value);
  if (unit == "B/s" || unit == "B/h") return with_unit(value, "B") + unit.substr(1);
  return with_unit(value, unit);
}

std::string interval_of(const BudgetResult& r) {
  return r.lo && r.hi ? fmt::format("[{}, {}]", value_text(*r.lo, r.unit), value_text(*r.hi, r.unit)) : "";
}

std::string score_text(const ScorePart& s) {
  return s.value ? fmt::format("{:.1f}", *s.value) : fmt::format("{:.0f} .. {:.0f}", s.lo, s.hi);
}

// What to do about one result; empty where nothing is to be done.
std::string recommendation(const Budget& b, const BudgetResult& r) {
  if (r.status == "missed") {
    const std::string method = b.method.empty() ? "" : fmt::format(" The strategy's method: {}.", b.method);
    return fmt::format("{}: {} where {} was wanted.{} Try a change with: swarmperf ab", r.title,
                       value_text(*r.value, r.unit), r.target, method);
  }
  if (r.status == "unsure")
    return fmt::format("{}: the interval reaches over the limit; more launches narrow it: swarmperf run -f '{}'",
                       r.title, b.benchmark);
  if (r.status == "unmeasured" && !b.benchmark.empty()) return fmt::format("{}: {}", r.title, r.note);
  return "";
}

void print_text(const Card& c) {
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
  for (std::size_t i = 0; i < c.budgets.size(); ++i) {
    if (const std::string text = recommendation(c.budgets[i], c.card.budgets[i]); !text.empty())
      fmt::print("\n- {}", text);
  }
  fmt::print("\n");
}

nlohmann::json optional(const std::optional<double>& v) { return v ? nlohmann::json(*v) : nlohmann::json(nullptr); }

nlohmann::json json_of(const ScorePart& s) {
  return {{"part", s.part},         {"weight", s.weight}, {"value", optional(s.value)}, {"lo", s.lo}, {"hi", s.hi},
          {"measured", s.measured}, {"grade", s.grade}};
}

void print_json(const Card& c) {
  nlohmann::json out = json_head(this_machine());
  out["machine_class"] = c.card.machine_class;
  out["session"] = c.card.session ? nlohmann::json(*c.card.session) : nlohmann::json(nullptr);
  out["policy"] = c.card.policy;
  out["results"] = nlohmann::json::array();
  for (std::size_t i = 0; i < c.budgets.size(); ++i) {
    const BudgetResult& r = c.card.budgets[i];
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
                              {"recommendation", recommendation(c.budgets[i], r)}});
  }
  out["metrics"] = nlohmann::json::object();
  for (const MetricValue& m : c.card.metrics)
    out["metrics"][m.group][m.metric] = {
        {"unit", m.unit}, {"value", optional(m.value)}, {"score", optional(m.score)}, {"note", m.note}};
  out["scores"] = nlohmann::json::array();
  for (const ScorePart& s : c.card.scores) out["scores"].push_back(json_of(s));
  fmt::print("{}\n", out.dump(2));
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
    fmt::print("{}\n", out.dump(2));
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

// With --check: a tier-1 budget that is missed fails; none that is missed and none measured is no verdict.
Exit verdict(const Card& c) {
  bool measured = false;
  for (const BudgetResult& r : c.card.budgets) {
    if (r.tier != 1) continue;
    if (r.status == "missed") return Exit::regression;
    measured = measured || r.status == "met";
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
  app.add_flag("--check", options->check, "exit 1 where a tier-1 budget is missed, 3 where none was measured");
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
    Card card = look(*options, *store);
    if (whole) store->history().add(card.card);
    options->common.json ? print_json(card) : print_text(card);
    return options->check ? verdict(card) : Exit::ok;
  };
});

}  // namespace
}  // namespace cli
