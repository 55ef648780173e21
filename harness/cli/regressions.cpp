// regressions: what got slower and where it stands. Gate and trend open and close them; people own and accept them
// here.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/commits.h"
#include "harness/cli/regression_turns.h"
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
using nlohmann::json;
constexpr double day_ns = 86400e9;

struct Options {
  Common common;
  std::int64_t id = 0;
  std::string action, owner, note;
  bool all = false;
};

Series series_of(const Regression& r, const std::vector<StoredSeries>& all) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const StoredSeries& s) { return s.id == r.series; });
  if (found != all.end()) return found->series;
  Series gone;
  gone.benchmark = "(a series that is gone)";
  return gone;
}

std::string age_text(std::int64_t since_ns) {
  const double days = double(now_ns() - since_ns) / day_ns;
  return days < 0 ? "in the future" : days < 1 ? "today" : fmt::format("{:.0f} d", days);
}

json json_of(const Regression& r, const Series& what, Store& store, const std::string& project) {
  json events = json::array();
  for (const RegressionEvent& e : store.history().events(r.id))
    events.push_back({{"at_ns", e.at_ns},
                      {"state", e.state},
                      {"session", e.session ? json(*e.session) : json(nullptr)},
                      {"who", e.who},
                      {"note", e.note}});
  return {{"regression", r.id},
          {"state", r.state},
          {"benchmark", what.benchmark},
          {"impl", what.impl},
          {"lane", what.lane},
          {"metric", what.metric},
          {"machine_class", what.machine_class},
          {"change", change_value(r.change, what)},
          {"opened_by", r.opened_by},
          {"session", r.session},
          {"opened_ns", r.opened_ns},
          {"changed_ns", r.changed_ns},
          {"commit_before", r.commit_before},
          {"commit_after", r.commit_after},
          {"commits", commits_json(project, r.commit_before, r.commit_after)},
          {"owner", r.owner},
          {"note", r.note},
          {"events", events}};
}

Exit change(const Options& options) {
  const auto store = open_sqlite(store_path(options.common), Access::write);
  Regression r = regression_of(*store, options.id);
  const std::string state = options.action == "accept"   ? "acknowledged"
                            : options.action == "fix"    ? "fixed"
                            : options.action == "reopen" ? "reopened"
                                                         : r.state;
  if (options.action == "accept" && options.note.empty())
    throw Error(Exit::usage, "accepting a regression needs a reason: --note 'bounds checks, issue 118'");
  if (state == r.state && options.action != "own")
    throw Error(Exit::usage, fmt::format("regression #{}: it is {} already", r.id, r.state));
  if (options.action == "reopen" && r.state == "open")
    throw Error(Exit::usage, fmt::format("regression #{}: it is open", r.id));
  if (options.action == "own" && options.owner.empty())
    throw Error(Exit::usage, "owning a regression needs --owner NAME");
  r.state = state;
  r.changed_ns = now_ns();
  if (!options.owner.empty()) r.owner = options.owner;
  if (!options.note.empty()) r.note = options.note;
  store->history().save(
      r, {r.id, r.changed_ns, r.state, std::nullopt, options.owner.empty() ? "somebody" : options.owner, options.note});
  if (options.common.json) {
    json out = json_head(this_machine());
    out["results"] = json::array({json_of(r, series_of(r, store->history().series()), *store, find_project("."))});
    fmt::print("{}", json_text(out));
  } else {
    fmt::print("regression #{}: {}{}\n", r.id, r.state, r.owner.empty() ? "" : ", owner " + r.owner);
  }
  return Exit::ok;
}

Exit show(const Options& options) {
  const auto store = open_sqlite(store_path(options.common), Access::read);
  const std::vector<StoredSeries> series = store->history().series();
  const Filter filter(options.common.filter);
  const std::string project = find_project(".");
  json out = json_head(this_machine());
  out["results"] = json::array();
  std::vector<std::vector<std::string>> rows;
  std::size_t hidden = 0;
  for (const Regression& r : store->history().regressions()) {
    const Series what = series_of(r, series);
    if (!filter.matches(what.benchmark)) continue;
    if (r.state == "fixed" && !options.all) {
      ++hidden;
      continue;
    }
    const std::string blame = r.commit_before.empty() && r.commit_after.empty()
                                  ? ""
                                  : short_commit(r.commit_before) + ".." + short_commit(r.commit_after);
    rows.push_back({fmt::format("#{}", r.id), r.state, what.benchmark, what.lane,
                    std::isfinite(r.change) ? change_text(r.change, what) : "-", r.opened_by,
                    fmt::format("#{}", r.session), age_text(r.opened_ns), blame, r.owner, r.note});
    if (options.common.json) out["results"].push_back(json_of(r, what, *store, project));
  }
  if (options.common.json) {
    fmt::print("{}", json_text(out));
    return Exit::ok;
  }
  if (rows.empty()) fmt::print("no regression is open\n");
  if (!rows.empty())
    fmt::print("{}", table({{"id"},
                            {"state"},
                            {"benchmark"},
                            {"lane"},
                            {"change", true},
                            {"by"},
                            {"seen in"},
                            {"age", true},
                            {"blame"},
                            {"owner"},
                            {"note"}},
                           rows));
  if (hidden > 0) fmt::print("{} fixed, shown with --all\n", hidden);
  if (!rows.empty()) fmt::print("swarmperf bisect --regression ID finds the commit\n");
  return Exit::ok;
}

VERB("regressions", "List what got slower, with age, blame range and owner; own, accept, close", [](CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("action", options->action,
                 "own, accept, fix or reopen the regression ID; without one, they are listed")
      ->check(CLI::IsMember({"own", "accept", "fix", "reopen"}));
  app.add_option("id", options->id, "its number");
  app.add_option("--owner", options->owner, "who looks after it");
  app.add_option("--note", options->note, "why");
  app.add_flag("--all", options->all, "fixed ones too");
  app.add_option("--filter,-f", options->common.filter, "part of a benchmark's name, glob, re:PATTERN; repeatable")
      ->allow_extra_args(false);
  options->common.add_store(app);
  options->common.add_output(app);
  return [options] {
    if (!options->action.empty() && options->id == 0)
      throw Error(Exit::usage, fmt::format("which one? swarmperf regressions {} ID", options->action));
    return options->action.empty() ? show(*options) : change(*options);
  };
});

}  // namespace
}  // namespace cli
