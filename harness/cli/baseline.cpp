// baseline: what to compare with. bless writes a run into a reviewed file, last-good names runs that deserve it; both
// are names for compare: swarmperf compare @blessed @last, swarmperf compare @last-good @last.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/blessed.h"
#include "harness/cli/verb.h"
#include "harness/config/config.h"
#include "harness/output/json.h"
#include "harness/output/text.h"
#include "harness/suite/machine.h"
#include "harness/whole_file.h"

namespace cli {
namespace {

using namespace harness;
namespace fs = std::filesystem;

struct Options {
  Common common;
  std::string run = "@last";
  std::size_t count = 5;
  bool force = false;
};

std::string project() {
  const std::string folder = find_project(".");
  if (folder.empty()) throw Error(Exit::usage, "a baseline lies beside bench.toml, and there is none here or above");
  return folder;
}

// The file is there as a whole, or as it was.
void write_whole(const std::string& path, const std::string& text) {
  const std::string unfinished = path + ".new";
  std::error_code failed, none;
  fs::create_directories(fs::path(path).parent_path(), failed);
  std::ofstream file(unfinished, std::ios::binary);
  file << text;
  file.close();
  if (file) fs::rename(unfinished, path, failed);
  if (file && !failed) return;
  fs::remove(unfinished, none);
  throw Error(Exit::usage, fmt::format("writing {}: it failed; is the disk full, or something in the way?", path));
}

Exit bless(const Options& options) {
  const StoredRun run = find_run(store_path(options.common), options.run);
  if (run.machine_class.empty())
    throw Error(Exit::usage,
                fmt::format("blessing {}: a file does not say on which machine it was measured", run.label));
  for (const Launch& launch : run.launches) {
    if (launch.failure.empty() || options.force) continue;
    throw Error(Exit::usage,
                fmt::format("blessing {}: {} failed in it ({}); run again, or --force", run.label,
                            launch.benchmarks.empty() ? "a launch" : launch.benchmarks.front(), launch.failure));
  }
  const std::string text = blessed_text(run);
  parse_blessed(text, "blessing " + run.label);  // what is written can be read
  const std::string path = project() + "/" + blessed_folder + "/" + slug(run.machine_class) + ".toml";
  write_whole(path, text);
  options.common.json ? fmt::print("{}", json_text({{"schema", 1}, {"baseline", path}, {"run", run.label}}))
                      : fmt::print("{}\nblessed {}; review and commit it\n", path, run.label);
  return Exit::ok;
}

Exit last_good_verb(const Options& options) {
  const auto store = open_sqlite(store_path(options.common), Access::read);
  const std::vector<Session> runs = last_good(*store, this_machine().machine_class, options.count);
  if (options.common.json) {
    nlohmann::json out = json_head(this_machine());
    out["results"] = nlohmann::json::array();
    for (const Session& s : runs)
      out["results"].push_back({{"session", s.id},
                                {"uuid", s.uuid},
                                {"commit", s.head ? s.head->commit : ""},
                                {"started_ns", s.started_ns}});
    fmt::print("{}", json_text(out));
    return Exit::ok;
  }
  std::vector<std::vector<std::string>> rows;
  for (const Session& s : runs)
    rows.push_back({fmt::format("#{}", s.id), s.head ? s.head->label : "", s.head ? short_commit(s.head->commit) : ""});
  fmt::print("{}", rows.empty() ? "no run on this machine is done, clean, whole, and older than every open regression\n"
                                : table({{"run"}, {"build"}, {"commit"}}, rows));
  return Exit::ok;
}

Exit list(const Options& options) {
  nlohmann::json out = nlohmann::json::array();
  const std::string place = project() + "/" + blessed_folder;
  std::error_code none;
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(place, none)) {
    if (entry.path().extension() == ".toml") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    const StoredRun run = parse_blessed(whole_file(path).value_or(""), path);
    out.push_back({{"file", path}, {"machine_class", run.machine_class}, {"commit", run.commit}});
    if (!options.common.json)
      fmt::print("{}  {}  {}\n", fs::path(path).filename().string(), run.machine_class, short_commit(run.commit));
  }
  if (options.common.json) fmt::print("{}", json_text({{"schema", 1}, {"results", out}}));
  if (out.empty() && !options.common.json) fmt::print("nothing is blessed yet: swarmperf baseline bless\n");
  return Exit::ok;
}

VERB("baseline", "Bless a run as baseline, or name the last good ones", [](CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* bless_app = app.add_subcommand("bless", "write a run into baselines/blessed, a small file per machine class");
  bless_app->add_option("run", options->run, "@last, @last-good, a session number, a uuid (default: @last)");
  bless_app->add_flag("--force", options->force, "although launches failed in it");
  auto* good_app =
      app.add_subcommand("last-good", "the newest runs that are done, clean, whole, and before every open regression");
  good_app->add_option("count", options->count, "how many (default: 5)")->check(CLI::Range(1, 1000));
  auto* list_app = app.add_subcommand("list", "what is blessed, for which machines");
  for (CLI::App* sub : {bless_app, good_app, list_app}) {
    if (sub != list_app) options->common.add_store(*sub);  // files are listed
    sub->add_flag("--json", options->common.json, "print one JSON object");
  }
  app.require_subcommand(1);
  return [options, bless_app, good_app] {
    return bless_app->parsed() ? bless(*options) : good_app->parsed() ? last_good_verb(*options) : list(*options);
  };
});

}  // namespace
}  // namespace cli
