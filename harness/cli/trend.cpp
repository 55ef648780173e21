// trend: where the stored history of each series changed. What it finds it stores; regressions are opened and closed by
// it, and a bisection starts from its blame ranges.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/commits.h"
#include "harness/cli/series_values.h"
#include "harness/cli/trend_files.h"
#include "harness/cli/verb.h"
#include "harness/config/config.h"
#include "harness/config/filter.h"
#include "harness/config/policy.h"
#include "harness/output/json.h"
#include "harness/output/text.h"
#include "harness/stats/contrast.h"
#include "harness/store/liveness.h"
#include "harness/suite/machine.h"
#include "harness/trend/changes.h"
#include "harness/trend/life.h"
#include "harness/trend/located.h"

namespace cli {
namespace {

using namespace harness;
constexpr std::size_t fewest_points = 10;
constexpr std::size_t commits_shown = 5;

struct Options {
  Common common;
  std::vector<std::string> inputs, impls = {"own"};
  std::string reference = "naive", tolerance = "5%";
  bool classes = false, secondary = false, dry = false;
};

struct Looked {
  std::vector<SeriesHistory> histories;
  std::vector<ChangePoint> changes;
  std::vector<trend::Turn> turns;
  std::vector<Finding> findings;
  std::size_t short_ones = 0;
};

bool wanted(const Options& options, const Filter& filter, const Series& s) {
  const auto& lanes = options.common.lanes;
  return (s.primary || options.secondary) && (s.mode == "time" || s.mode == "insn") && filter.matches(s.benchmark) &&
         std::find(options.impls.begin(), options.impls.end(), s.impl) != options.impls.end() &&
         (lanes.empty() ||
          std::any_of(lanes.begin(), lanes.end(), [&](const std::string& glob) { return glob_matches(glob, s.lane); }));
}

// What stands in the way of believing a history.
void examine(const SeriesHistory& h, std::vector<Finding>& out) {
  const std::string name = h.stored.series.benchmark + " " + h.stored.series.lane;
  std::size_t odd = 0;
  for (const double v : h.values) odd += !std::isfinite(v);
  if (odd > 0)
    out.push_back(
        {"H604", name, fmt::format("{} of {} points are not finite and were left out", odd, h.values.size())});
  std::vector<const Point*> by_id;
  for (const Point& p : h.points) by_id.push_back(&p);
  std::sort(by_id.begin(), by_id.end(), [](const Point* l, const Point* r) { return l->session < r->session; });
  for (std::size_t i = 1; i < by_id.size(); ++i) {
    if (by_id[i]->started_ns >= by_id[i - 1]->started_ns || !by_id[i]->commit.empty()) continue;
    out.push_back({"H601", name,
                   fmt::format("session #{} says that it started before #{}: a clock went back, or databases were "
                               "merged; points without a commit stand where their clock put them",
                               by_id[i]->session, by_id[i - 1]->session)});
    break;
  }
}

// What trend itself found to be over may come back; what a person closed stays so: a change that comes later is a
// regression of its own. A person's events have no session.
bool is_closed_by_a_person(History& history, const Regression& r) {
  const std::vector<RegressionEvent> events = history.events(r.id);
  // Who becomes its owner afterwards adds an event of the same state.
  const auto other = std::find_if(events.rbegin(), events.rend(), [](const auto& e) { return e.state != "fixed"; });
  return other != events.rbegin() && !other.base()->session;
}

Looked look(const Options& options, History& history) {
  Looked out;
  const Filter filter(options.common.filter);
  const double tolerance = parse_share(options.tolerance, "--tolerance");
  const std::vector<StoredSeries> all = history.series();
  const std::vector<Regression> known = history.regressions();
  const std::int64_t now = now_ns();
  for (const StoredSeries& s : all) {
    if (!wanted(options, filter, s.series)) continue;
    SeriesHistory h = history_of(history, s, all, options.reference == "none" ? "" : options.reference);
    if (h.points.empty()) continue;
    examine(h, out.findings);
    out.short_ones += h.points.size() < fewest_points;
    std::vector<ChangePoint> changes = trend::located(trend::find_changes(h.values), s, h.points);
    std::vector<std::int64_t> order;
    for (const Point& p : h.points) order.push_back(p.session);
    std::vector<Regression> of_series;
    std::copy_if(known.begin(), known.end(), std::back_inserter(of_series),
                 [&](const Regression& r) { return r.series == s.id; });
    const double limit = stats::tolerance_on_scale(tolerance, s.series.kind, h.values.front());
    if (h.points.size() < fewest_points) order.clear();  // nothing is seen, and nothing follows from that
    for (trend::Turn& t : trend::after_trend(of_series, changes, order, limit, now)) {
      if (t.regression.id == 0 || !is_closed_by_a_person(history, t.regression)) out.turns.push_back(std::move(t));
    }
    for (ChangePoint& c : changes) {
      c.reference = h.reference;
      c.found_ns = now;
      if (!c.commit_before.empty() && c.commit_before == c.commit_after && c.kind == "step")
        out.findings.push_back({"H605", s.series.benchmark + " " + s.series.lane,
                                fmt::format("changed by {} between two sessions of the same commit {}: not by the code",
                                            change_text(c.change, s.series), short_commit(c.commit_after))});
      out.changes.push_back(std::move(c));
    }
    out.histories.push_back(std::move(h));
  }
  std::map<std::int64_t, const Point*> by_session;
  for (const SeriesHistory& h : out.histories) {
    for (const Point& p : h.points) by_session.emplace(p.session, &p);
  }
  std::vector<std::pair<std::pair<std::int64_t, std::int64_t>, std::int64_t>> when;
  for (const auto& [id, p] : by_session)
    when.push_back({{p->commit_time_s ? *p->commit_time_s * 1'000'000'000 : p->started_ns, p->started_ns}, id});
  std::sort(when.begin(), when.end());
  std::vector<std::int64_t> order;
  for (const auto& [time, id] : when) order.push_back(id);
  trend::number_cohorts(out.changes, order);
  return out;
}

void find_rewritten(Looked& looked, const std::string& project) {
  std::set<std::string> named;
  for (const ChangePoint& c : looked.changes) {
    named.insert(c.commit_before);
    named.insert(c.commit_after);
  }
  named.erase("");
  const std::set<std::string> gone = unreachable(project, named);
  if (!gone.empty()) {
    looked.findings.push_back(
        {"H602", short_commit(*gone.begin()),
         fmt::format("{} of {} commits of the blame ranges are not in this repository's history: rewritten, or "
                     "of another clone",
                     gone.size(), named.size())});
  }
}

void store(Looked& looked, History& history) {
  std::vector<std::int64_t> ids;
  for (const SeriesHistory& h : looked.histories) ids.push_back(h.stored.id);
  history.replace(ids, looked.changes);
  for (const SeriesHistory& h : looked.histories) {
    if (h.points.size() < fewest_points) continue;
    const auto newest = std::max_element(h.points.begin(), h.points.end(),
                                         [](const Point& l, const Point& r) { return l.session < r.session; });
    history.trend_looked(h.stored.id, newest->session, now_ns());
  }
  for (trend::Turn& t : looked.turns) t.regression.id = history.save(t.regression, t.event);
}

const SeriesHistory& history_named(const Looked& looked, std::int64_t series) {
  return *std::find_if(looked.histories.begin(), looked.histories.end(),
                       [&](const SeriesHistory& h) { return h.stored.id == series; });
}

std::string p_text(const ChangePoint& c) { return c.kind == "spike" ? "" : fmt::format("{:.1g}", c.p); }

void print_text(const Looked& looked, const std::string& project, bool classes) {
  std::vector<const ChangePoint*> sorted;
  for (const ChangePoint& c : looked.changes) {
    if (c.kind == "step" || c.kind == "drift" || classes) sorted.push_back(&c);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const ChangePoint* l, const ChangePoint* r) { return l->cohort < r->cohort; });
  std::vector<std::vector<std::string>> rows;
  for (const ChangePoint* c : sorted) {
    const Series& s = history_named(looked, c->series).stored.series;
    const std::string change =
        c->kind == "variance" ? fmt::format("spread x{:.2f}", std::exp(c->change)) : change_text(c->change, s);
    rows.push_back({std::to_string(c->cohort), s.benchmark, s.lane, c->kind, change, fmt::format("#{}", c->session),
                    fmt::format("#{} .. #{}", c->lo_session, c->hi_session), p_text(*c),
                    c->reference.empty() ? "" : "to " + c->reference});
  }
  for (const Finding& f : looked.findings)
    fmt::print("{}   {}{}{}\n", f.code, f.subject, f.subject.empty() ? "" : ": ", f.text);
  std::size_t points = 0;
  for (const SeriesHistory& h : looked.histories) points = std::max(points, h.points.size());
  fmt::print("{} series, up to {} points{}\n", looked.histories.size(), points,
             looked.short_ones == 0
                 ? ""
                 : fmt::format("; {} have fewer than {}, too few to show a change", looked.short_ones, fewest_points));
  if (rows.empty()) {
    fmt::print("no change points\n");
  } else {
    fmt::print("\n{}", table({{"cohort", true},
                              {"benchmark"},
                              {"lane"},
                              {"class"},
                              {"change", true},
                              {"first in"},
                              {"between"},
                              {"p", true},
                              {"values"}},
                             rows));
  }
  std::int64_t told = 0;
  for (const ChangePoint* c : sorted) {
    if (c->kind == "spike" || c->kind == "variance" || c->cohort == told) continue;
    told = c->cohort;
    if (c->commit_before.empty() && c->commit_after.empty()) continue;
    fmt::print("\ncohort {}: after {}, up to {}\n", c->cohort, short_commit(c->commit_before),
               short_commit(c->commit_after));
    for (const Commit& commit : commits_between(project, c->commit_before, c->commit_after, commits_shown))
      fmt::print("  {} {}\n", commit.id, commit.subject);
  }
  for (const trend::Turn& t : looked.turns) {
    const Series& s = history_named(looked, t.regression.series).stored.series;
    fmt::print("\nregression {}{}: {} {} {}{}", t.regression.id == 0 ? "" : "#",
               t.regression.id == 0 ? "" : std::to_string(t.regression.id), t.regression.state, s.benchmark, s.lane,
               t.event.note.empty() ? "\n" : " (" + t.event.note + ")\n");
  }
}

void print_json(const Looked& looked, const std::string& project) {
  nlohmann::json out = json_head(this_machine());
  out["results"] = nlohmann::json::array();
  for (const ChangePoint& c : looked.changes) {
    const SeriesHistory& h = history_named(looked, c.series);
    const Series& s = h.stored.series;
    out["results"].push_back({{"benchmark", s.benchmark},
                              {"impl", s.impl},
                              {"lane", s.lane},
                              {"metric", s.metric},
                              {"unit", s.unit},
                              {"machine_class", s.machine_class},
                              {"class", c.kind},
                              {"session", c.session},
                              {"lo_session", c.lo_session},
                              {"hi_session", c.hi_session},
                              {"end_session", c.end_session ? nlohmann::json(*c.end_session) : nlohmann::json(nullptr)},
                              {"commit_before", c.commit_before},
                              {"commit_after", c.commit_after},
                              {"commits", commits_json(project, c.commit_before, c.commit_after)},
                              {"before", c.before},
                              {"after", c.after},
                              {"change", change_value(c.change, s)},
                              {"p", c.p},
                              {"points", c.points},
                              {"reference", c.reference},
                              {"cohort", c.cohort}});
  }
  out["series"] = looked.histories.size();
  out["turns"] = nlohmann::json::array();
  for (const trend::Turn& t : looked.turns)
    out["turns"].push_back({{"regression", t.regression.id},
                            {"benchmark", history_named(looked, t.regression.series).stored.series.benchmark},
                            {"state", t.regression.state},
                            {"note", t.event.note}});
  out["findings"] = json_of(looked.findings);
  fmt::print("{}", json_text(out));
}

// What is of the store says nothing about files.
void refuse_with_input(const CLI::App& app) {
  for (const char* option : {"--filter", "--lanes", "--reference", "--impl", "--tolerance", "--all-metrics", "--db"}) {
    if (app.get_option(option)->count() > 0)
      throw Error(Exit::usage, fmt::format("--input looks at every series of the files: it goes without {}", option));
  }
}

Exit trend_verb(const Options& options) {
  if (!options.inputs.empty()) return trend_of_files(options.inputs, options.common.json, options.classes);
  const auto db = open_sqlite(store_path(options.common), options.dry ? Access::read : Access::write);
  const std::string project = find_project(".");
  Looked looked = look(options, db->history());
  if (looked.histories.empty())
    throw Error(Exit::usage,
                "no series matches in the history; measure first: swarmperf run, or look at swarmperf list");
  find_rewritten(looked, project);
  if (!options.dry) store(looked, db->history());
  options.common.json ? print_json(looked, project) : print_text(looked, project, options.classes);
  return Exit::ok;
}

VERB("trend", "Find where the history changed: steps, spikes, drifts, spreads", [](CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--input", options->inputs,
                 "files with bare series instead of the store: {\"name\", \"values\": [...]}");
  app.add_flag("--classes", options->classes, "spikes and changes of spread too");
  app.add_option("--reference", options->reference,
                 "impl to divide by where the same sessions measured it, or none (default: naive)");
  app.add_option("--impl", options->impls, "which implementations (default: own)")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--tolerance", options->tolerance, "changes for the worse from here are regressions (default: 5%)");
  app.add_flag("--all-metrics", options->secondary, "not only the primary metric of a benchmark");
  app.add_flag("--dry-run", options->dry, "store nothing");
  options->common.add_selection(app);
  options->common.add_store(app);
  options->common.add_output(app);
  return [options, &app] {
    if (!options->inputs.empty()) refuse_with_input(app);
    return trend_verb(*options);
  };
});

}  // namespace
}  // namespace cli
