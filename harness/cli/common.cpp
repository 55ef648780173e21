// The options that several verbs share, and what they resolve to.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>

#include "harness/cli/verb.h"
#include "harness/config/config.h"

namespace cli {

void Common::add_store(CLI::App& app) {
  app.add_option("--db", db, "the database file (default: swarmperf.db beside bench.toml, or $SWARMPERF_DB)");
}

void Common::add_output(CLI::App& app) {
  app.add_flag("--json", json, "print one JSON object instead of a table");
  app.add_flag("--quiet,-q", quiet, "no progress on stderr");
}

void Common::add_selection(CLI::App& app) {
  app.add_option("--filter,-f", filter, "part of a name, glob, re:PATTERN; !PATTERN excludes; repeatable")
      ->allow_extra_args(false);
  app.add_option("--lanes", lanes, "where to run, by glob: native/avx2,node/* (default: the best of each suite)")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void Common::add_measuring(CLI::App& app) {
  app.add_option("--budget", budget, "time for the measurement, such as 90s or 5m");
  app.add_option("--limit", limit,
                 "of one launch, such as 3m, after which it is ended (default: bench.toml's, or 60s)");
  app.add_option("--seed", seed, "of every random choice (default: drawn, and stored)");
}

void Common::refuse_mistakes() const {
  if (!budget.empty()) harness::parse_seconds(budget, "--budget");
  if (!limit.empty()) harness::parse_seconds(limit, "--limit");
}

void Common::limit_launches(std::vector<harness::SuiteSpec>& suites) const {
  if (limit.empty()) return;
  for (harness::SuiteSpec& suite : suites) suite.limit_s = harness::parse_seconds(limit, "--limit");
}

std::string store_path(const Common& common) {
  if (!common.db.empty()) return common.db;
  if (const char* path = std::getenv("SWARMPERF_DB"); path != nullptr && *path != 0) return path;
  const std::string project = harness::find_project(".");
  return project.empty() ? "swarmperf.db" : project + "/swarmperf.db";
}

}  // namespace cli
