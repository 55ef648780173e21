// validate: the harness judged by itself. Tables of false alarms, power and coverage that anyone can regenerate.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/validate_real.h"
#include "harness/cli/verb.h"
#include "harness/output/json.h"
#include "harness/output/progress.h"
#include "harness/validate/peers.h"
#include "harness/validate/render.h"

namespace cli {
namespace {

using nlohmann::json;
using validate::Share;

struct ValidateOptions {
  bool statistics = false, json = false, quiet = false;
  validate::StudySize size;
  std::string markdown;
  bool real = false;
  RealStudyOptions study;
};

json share(const Share& s) {
  const validate::Range range = validate::wilson(s);
  return {{"share", s.value()}, {"hits", s.hits}, {"of", s.of}, {"lo", range.lo}, {"hi", range.hi}};
}

json as_json(const validate::Study& study, const std::vector<validate::Check>& checks) {
  json out = {{"schema", 1},
              {"tool", {{"name", "swarmperf"}, {"version", SWARMPERF_VERSION}}},
              {"seed", study.size.seed},
              {"sessions", study.size.sessions},
              {"tolerance", validate::tolerance}};
  for (const auto& c : checks) {
    out["checks"].push_back({{"what", c.what}, {"target", c.target}, {"found", c.found}, {"result", c.result}});
  }
  for (const auto& c : study.power) {
    out["power"].push_back({{"noise", c.kind},
                            {"spread", c.spread},
                            {"change", c.change},
                            {"suspect", share(c.suspect)},
                            {"slower", share(c.slower)},
                            {"slower_by_16", share(c.slower_by_16)},
                            {"faster", share(c.faster)},
                            {"same", share(c.same)},
                            {"unsure", share(c.unsure)},
                            {"covered", share(c.covered)},
                            {"median_pairs", c.median_pairs},
                            {"mean_error_points", c.mean_error},
                            {"mean_absolute_error_points", c.mean_absolute_error}});
  }
  for (const auto& r : study.sessions) {
    out["sessions_of_50"].push_back({{"noise", r.kind},
                                     {"hard", r.hard},
                                     {"with_suspect", share(r.with_suspect)},
                                     {"with_slower", share(r.with_slower)},
                                     {"with_faster", share(r.with_faster)},
                                     {"benchmarks_suspect", share(r.benchmarks_suspect)},
                                     {"benchmarks_same", share(r.benchmarks_same)},
                                     {"pairs_per_benchmark", r.pairs_per_benchmark},
                                     {"planted_alone", share(r.planted_alone)}});
  }
  for (const auto& r : study.coverage) {
    json row = {{"noise", r.kind}, {"continuous", r.continuous}};
    for (std::size_t i = 0; i < r.covered.size(); ++i) {
      row["covered"][std::to_string(validate::coverage_pairs[i])] = share(r.covered[i]);
    }
    out["coverage"].push_back(row);
  }
  for (const auto& r : study.peers) {
    json row = {{"noise", r.kind},           {"interleaved", r.interleaved},
                {"change", r.change},        {"swarmperf", share(r.slower)},
                {"unsure", share(r.unsure)}, {"median_pairs", r.median_pairs}};
    for (std::size_t i = 0; i < r.peers.size(); ++i) row[std::string(validate::peers()[i].name)] = share(r.peers[i]);
    out["peers"].push_back(row);
  }
  out["judging_s"] = study.judging_s;
  return out;
}

void check_writable(const std::string& path) {
  if (!std::ofstream(path, std::ios::app)) {
    throw Error(Exit::usage, fmt::format("cannot write {}: choose another file for --markdown", path));
  }
}

void write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::trunc);
  if (!(file << text << std::flush)) throw Error(Exit::usage, fmt::format("cannot write all of {}", path));
}

Exit validate_statistics(const ValidateOptions& options) {
  if (!options.markdown.empty()) check_writable(options.markdown);  // before a minute of work, not after it
  harness::Progress progress(options.quiet);
  progress.say(fmt::format("simulate  {} sessions of {} benchmarks per kind of noise; seed {}", options.size.sessions,
                           validate::session_benchmarks, options.size.seed));
  const auto study =
      validate::run_study(options.size, [&](const std::string& next) { progress.say("table  " + next); });
  const auto checks = validate::checks_of(study);
  const std::string text = validate::as_markdown(
      study, checks,
      fmt::format("swarmperf validate --statistics --sessions {} --seed {}", options.size.sessions, options.size.seed));
  if (!options.markdown.empty()) write(options.markdown, text);
  if (options.json) {
    fmt::print("{}", harness::json_text(as_json(study, checks)));
  } else if (options.markdown.empty()) {
    fmt::print("{}", text);
  } else {
    fmt::print("{}", validate::checks_text(checks));
  }
  const auto with = [&](const char* result) {
    return std::count_if(checks.begin(), checks.end(), [&](const auto& c) { return c.result == result; });
  };
  progress.say(fmt::format("targets  {} met, {} unsure, {} missed", with("met"), with("unsure"), with("missed")));
  return with("missed") > 0 ? Exit::regression : Exit::ok;
}

VERB("validate", "Prove the judging: false alarms, power and coverage, beside other tools' rules", [](CLI::App& app) {
  auto options = std::make_shared<ValidateOptions>();
  app.add_flag("--statistics", options->statistics, "the judging rule, on simulated launches");
  app.add_flag("--real", options->real, "the same questions on real code: this machine's noise, planted changes, cost");
  app.add_option("--sessions", options->size.sessions,
                 "sessions per kind of noise (default 50, some seconds; the manual's tables: 1500); with --real: per "
                 "planted slowdown (default 3)")
      ->check(CLI::Range(1, 100000));
  app.add_option("--parts", options->study.parts, "with --real: spread, floor, ratio, planted, overhead (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"spread", "floor", "ratio", "planted", "overhead"}));
  app.add_option("--suite", options->study.suite, "with --real: the executable that is compared with itself");
  app.add_option("--pairs", options->study.pairs, "with --real: per benchmark and pairing mode (default 16)")
      ->check(CLI::Range(4, 1000));
  app.add_option("--seed", options->size.seed, "of everything that is drawn (default 1)");
  app.add_option("--markdown", options->markdown, "write all tables to this file and print only the targets");
  app.add_flag("--json", options->json, "print one JSON object");
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  return [options, sessions = app.get_option("--sessions")] {
    if (options->statistics == options->real) {
      throw Error(Exit::usage, "say what to validate: --statistics (simulated launches) or --real (this machine)");
    }
    if (!options->real) return validate_statistics(*options);
    if (options->json) throw Error(Exit::usage, "--json goes with --statistics; --real writes Markdown");
    if (!options->markdown.empty()) check_writable(options->markdown);
    if (sessions->count() > 0) options->study.sessions = options->size.sessions;
    options->study.seed = options->size.seed;
    options->study.markdown = options->markdown;
    options->study.quiet = options->quiet;
    return validate_real(options->study);
  };
});

}  // namespace
}  // namespace cli
