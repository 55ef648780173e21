#include "harness/cli/this_build.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "harness/cli/in_place.h"
#include "harness/config/config.h"
#include "harness/error.h"
#include "harness/suite/process.h"

namespace cli {

using namespace harness;
namespace fs = std::filesystem;

namespace {

// A suite that the build makes and that is not there is no crash. What is found by PATH is not looked for.
void refuse_unbuilt(const Config& config) {
  if (config.build.commands.empty()) return;
  for (const SuiteSpec& suite : config.suites) {
    const std::string& executable = suite.command[0];
    if (executable.find('/') == std::string::npos || fs::exists(fs::path(suite.folder) / executable)) continue;
    throw Error(Exit::usage, fmt::format("suite {}: {} is not built yet: {}", suite.name, executable,
                                         fmt::join(config.build.commands, " && ")));
  }
}

}  // namespace

SuiteSpec suite_of(const std::string& command, const char* option) {
  SuiteSpec suite;
  suite.name = "suite";
  suite.command = split_arguments(command);
  if (suite.command.empty()) throw Error(Exit::usage, fmt::format("{}: give a command, such as './my_bench'", option));
  return suite;
}

std::vector<SuiteSpec> suites_here(const std::string& command) {
  if (!command.empty()) return {suite_of(command, "--suite")};
  const std::string project = find_project(".");
  if (project.empty()) {
    throw Error(Exit::usage,
                "looking for suites: no bench.toml here or above; write one (docs/bench-toml.md), or give --suite "
                "'./my_bench'");
  }
  const Config config = *read_config(project);
  refuse_unbuilt(config);
  return config.suites;
}

Build build_here(const std::vector<SuiteSpec>& suites, const std::string& store) {
  std::vector<std::vector<std::string>> commands;
  for (const SuiteSpec& suite : suites) commands.push_back(suite.command);
  Build build = build_in_place("", suites[0].folder, commands, store);
  build.label =
      build.commit.empty() ? fmt::format("{}", suites[0].command[0]) : short_commit(build.commit, build.dirty);
  return build;
}

}  // namespace cli
