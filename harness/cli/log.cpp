// log: the sessions of a database, by the numbers that compare, report, export and baseline take.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/verb.h"
#include "harness/gate/decide.h"
#include "harness/output/json.h"
#include "harness/output/text.h"
#include "harness/store/store.h"
#include "harness/suite/machine.h"

namespace cli {
namespace {

using namespace harness;

struct LogOptions {
  Common common;
  std::size_t last = 20;
  bool all = false;
};

std::string date_of(std::int64_t at_ns) {
  return fmt::format("{:%Y-%m-%d %H:%M}", fmt::gmtime(std::time_t(at_ns / 1'000'000'000)));
}

// A command says most at its end.
std::string shortened(const std::string& label) {
  constexpr std::size_t most = 40;
  return label.size() <= most ? label : "..." + label.substr(label.size() - most + 3);
}

// Runs have one build, which is their head.
std::string build_of(const std::optional<Build>& build) {
  if (!build) return "";
  const std::string commit = build->commit.empty() ? "" : short_commit(build->commit, build->dirty);
  if (commit.empty()) return shortened(build->label);
  const bool is_told = build->label.empty() || build->label.starts_with(build->commit.substr(0, 10));
  return is_told ? commit : shortened(build->label) + " " + commit;
}

// Newest last, as a screen scrolls. A confirmation is part of its comparison.
std::vector<Session> wanted(std::vector<Session> sessions, const LogOptions& options) {
  if (!options.all) std::erase_if(sessions, [](const Session& s) { return s.kind == "confirm"; });
  if (sessions.size() > options.last) sessions.erase(sessions.begin(), sessions.end() - std::ptrdiff_t(options.last));
  return sessions;
}

nlohmann::json json_of(const Session& s, const std::string& found) {
  const auto build = [](const std::optional<Build>& b) {
    return b ? nlohmann::json{{"label", b->label}, {"commit", b->commit}, {"dirty", b->dirty}}
             : nlohmann::json(nullptr);
  };
  return {{"session", s.id},
          {"uuid", s.uuid},
          {"kind", s.kind},
          {"state", s.state},
          {"parent", s.parent ? nlohmann::json(*s.parent) : nlohmann::json(nullptr)},
          {"machine_class", s.machine.machine_class},
          {"started_ns", s.started_ns},
          {"ended_ns", s.ended_ns ? nlohmann::json(*s.ended_ns) : nlohmann::json(nullptr)},
          {"base", build(s.base)},
          {"head", build(s.head)},
          {"verdicts", found}};
}

Exit log_verb(const LogOptions& options) {
  const auto store = open_sqlite(store_path(options.common), Access::read);
  const std::vector<Session> sessions = wanted(store->sessions(), options);
  std::vector<std::vector<std::string>> rows;
  nlohmann::json results = nlohmann::json::array();
  for (const Session& s : sessions) {
    const std::vector<Verdict> verdicts = store->verdicts(s.id);
    const std::string found = verdicts.empty() ? "" : gate::counts(verdicts);
    results.push_back(json_of(s, found));
    rows.push_back({fmt::format("#{}", s.id), date_of(s.started_ns), s.kind, s.state == "done" ? "" : s.state,
                    build_of(s.base), build_of(s.head), found});
  }
  if (options.common.json) {
    nlohmann::json out = json_head(this_machine());
    out["results"] = results;
    fmt::print("{}", json_text(out));
  } else if (rows.empty()) {
    fmt::print("{} holds no session yet: swarmperf run\n", store_path(options.common));
  } else {
    fmt::print("{}", table({{"session", true}, {"started, UTC"}, {"kind"}, {"state"}, {"base"}, {"head"}, {"verdicts"}},
                           rows));
  }
  return Exit::ok;
}

VERB("log", "List the sessions that are stored, newest last", [](CLI::App& app) {
  auto options = std::make_shared<LogOptions>();
  app.add_option("--last", options->last, "how many (default: 20)")->check(CLI::Range(1, 1000000));
  app.add_flag("--all", options->all, "also the confirmations of comparisons");
  options->common.add_store(app);
  app.add_flag("--json", options->common.json, "print one JSON object");
  return [options] { return log_verb(*options); };
});

}  // namespace
}  // namespace cli
