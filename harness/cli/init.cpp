// init: a commented bench.toml and a CI workflow for a project that has none, from what its folder shows of its build,
// and lines for .gitignore.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <regex>

#include "harness/cli/gitignore.h"
#include "harness/cli/verb.h"
#include "harness/cli/workflow.h"
#include "harness/config/config.h"
#include "harness/output/text.h"
#include "harness/refs/shell.h"
#include "harness/whole_file.h"

namespace cli {
namespace {

using namespace harness;
namespace fs = std::filesystem;

constexpr const char* config_file = "bench.toml";
constexpr const char* workflow_file = ".github/workflows/performance.yml";
constexpr const char* ignore_file = ".gitignore";

// What a project seems to be: how a clean checkout is built, and what of it measures.
struct Guess {
  std::string what;  // for people
  std::vector<std::string> commands, artefacts;
  std::string suite;  // its command
  bool sure = true;   // false: the suite is an example to be replaced
};

// Targets that link Google Benchmark, with the folder in which CMake puts them.
std::string cmake_target(const fs::path& root) {
  static const std::regex links(R"(target_link_libraries\s*\(\s*([A-Za-z0-9_.+-]+)[^)]*\bbenchmark\b)",
                                std::regex::icase);
  std::error_code failed;
  for (fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied, failed), end;
       !failed && at != end; at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (at->is_directory() && (name.starts_with(".") || name.starts_with("build") || name == "node_modules")) {
      at.disable_recursion_pending();
    }
    if (name != "CMakeLists.txt") continue;
    const std::string text = whole_file(at->path().string()).value_or("");
    std::smatch found;
    if (std::regex_search(text, found, links)) {
      return fs::relative(at->path().parent_path() / found[1].str(), root, failed).string();
    }
  }
  return "";
}

Guess guess(const fs::path& root) {
  if (fs::exists(root / "CMakeLists.txt")) {
    const std::string target = cmake_target(root);
    // Its link commands are what layouts are shuffled by.
    const char* generator = shell("ninja --version").exit == 0 ? " -G Ninja" : "";
    const std::string built = "build/" + (target.empty() ? "my_bench" : target);
    return {target.empty()
                ? "a CMake project"
                : "a CMake project whose " + fs::path(target).filename().string() + " links Google Benchmark",
            {fmt::format("cmake -S . -B build{} -DCMAKE_BUILD_TYPE=Release", generator),
             "cmake --build build --parallel --target " + fs::path(built).filename().string()},
            {built},
            built,
            !target.empty()};
  }
  if (fs::exists(root / "meson.build")) {
    return {"a Meson project",
            {"meson setup build --buildtype=release", "meson compile -C build"},
            {"build/my_bench"},
            "build/my_bench",
            false};
  }
  if (fs::exists(root / "Makefile") || fs::exists(root / "makefile")) {
    return {"a project with a Makefile", {"make"}, {"my_bench"}, "./my_bench", false};
  }
  return {"a project of a build unknown to init",
          {"c++ -O2 $CXXFLAGS bench.cpp -lbenchmark -lpthread -o my_bench"},
          {"my_bench"},
          "./my_bench",
          false};
}

std::string toml_string(const std::string& text) { return nlohmann::json(text).dump(); }

std::string toml_list(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items)
    out += (items.size() > 1 ? "\n  " : "") + toml_string(item) + (items.size() > 1 ? "," : "");
  return out + (items.size() > 1 ? "\n]" : "]");
}

std::string config_text(const Guess& g) {
  return fmt::format(
      R"(# What swarmperf measures of this project, and how. Keys are strict: a slip is told with line and column.
schema = 1

# How a clean checkout is built: by gate and ab for either side, in one folder, with your CXXFLAGS and ours.
[build]
commands = {}
artefacts = {}  # what the suites need when they run; shell patterns

# A program that measures: any Google Benchmark executable, or one that speaks docs/suite-protocol.md.
[[suite]]
name = "main"
command = {}{}
# limit = "60s"          # of one launch

# A whole program, timed as a process, is a suite too:
# [[suite]]
# name = "startup"
# kind = "command"
# command = "build/my_program --version"
# clock = "wall"         # or "cpu"

[gate]
tolerance = "5%"         # changes below it are same; a slowdown from it on fails, once it is confirmed
# tags = ["gate"]        # of a suite that tags its benchmarks: what is gated
# strict = true          # unsure is no verdict either (exit 3)
# budget = "5m"          # for the measurement, after the builds

# Tolerances of what is coarse by nature; the last that fits wins.
# [[override]]
# benchmarks = "io/*"
# tolerance = "10%"
# minimum = "20ns"       # smaller absolute changes are never slower

# head calls a benchmark by another name:
# [[rename]]
# from = "old/*"
# to = "new/*"
)",
      toml_list(g.commands), toml_list(g.artefacts), toml_string(g.suite),
      g.sure ? "" : "  # TO CHANGE: your benchmark executable");
}

std::string workflow_text(const Guess& g) {
  std::string text(pull_request_workflow);
  std::string commands = "          # It will be run as bench.toml says:\n";
  for (const std::string& command : g.commands) commands += "          #   " + command + "\n";
  return text.insert(text.find('\n', text.find("# Add here what your own build needs")) + 1, commands);
}

void write(const fs::path& path, const std::string& text) {
  std::error_code failed;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), failed);
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (!file) throw Error(Exit::usage, fmt::format("writing {}: {}", path.string(), std::strerror(errno)));
}

// What lies in the work tree once it was built and swarmperf was used, and is no source of it.
std::vector<std::string> no_sources(const Guess& g) {
  std::vector<std::string> out = {"/swarmperf.db*", "/report.html"};
  std::error_code none;
  for (const std::string& artefact : g.artefacts) {
    const fs::path folder = *fs::path(artefact).begin();
    if (folder.is_absolute() || folder == "..") continue;
    const bool is_build =
        folder != artefact && (!fs::exists(folder, none) || fs::exists(folder / "CMakeCache.txt", none));
    // A folder that holds sources as well is not ignored, nor what lies there before it was built.
    if (is_build || !fs::exists(artefact, none)) out.push_back("/" + (is_build ? folder.string() + "/" : artefact));
  }
  return out;
}

// Returns the lines that .gitignore lacked.
std::vector<std::string> complete_ignore_file(const Guess& g) {
  const std::string text = whole_file(ignore_file).value_or("");
  const std::vector<std::string> added = lines_lacking(text, no_sources(g));
  if (!added.empty()) write(ignore_file, with_lines(text, added));
  return added;
}

struct Options {
  std::string suite;
  std::vector<std::string> build, artefacts;
  bool force = false, no_ci = false;
};

Exit init(const Options& options) {
  Guess g = guess(".");
  if (!options.build.empty()) g.commands = options.build;
  if (!options.suite.empty()) {
    const std::vector<std::string> parts = split_arguments(options.suite);
    if (parts.empty()) throw Error(Exit::usage, "--suite: give a command, such as './my_bench'");
    g.suite = options.suite;
    g.artefacts = {fs::path(parts[0]).lexically_normal().string()};
    g.sure = true;
  }
  if (!options.artefacts.empty()) g.artefacts = options.artefacts;
  std::vector<std::string> files = {config_file};
  if (!options.no_ci) files.emplace_back(workflow_file);
  for (const std::string& file : files) {
    if (fs::exists(file) && !options.force)
      throw Error(Exit::usage, fmt::format("{} is there already, and nothing was written; --force replaces it", file));
  }
  const std::string config = config_text(g);
  parse_config(config, config_file, ".");  // what init writes, swarmperf reads
  write(config_file, config);
  if (!options.no_ci) write(workflow_file, workflow_text(g));
  fmt::print("{}: wrote", g.what);
  for (const std::string& file : files) fmt::print(" {}", file);
  if (const auto added = complete_ignore_file(g); !added.empty())
    fmt::print("\n{}: added {}", ignore_file, fmt::join(added, " "));
  fmt::print("\n\nnext\n");
  if (!g.sure) fmt::print("  bench.toml         name your benchmark executable where it says TO CHANGE\n");
  fmt::print(
      "  swarmperf list     what can be measured, once it is built\n"
      "  swarmperf run      measure this build and store it\n"
      "  swarmperf gate     judge what is not on main yet\n");
  return Exit::ok;
}

VERB("init", "Write a commented bench.toml and a CI workflow for this folder's project, and complete its .gitignore",
     [](CLI::App& app) {
       auto options = std::make_shared<Options>();
       app.add_option("--suite", options->suite,
                      "the command that measures, such as 'build/my_bench' (default: found, or an example)");
       app.add_option("--build", options->build, "a command of the build; repeatable (default: found)")
           ->allow_extra_args(false);
       app.add_option("--artefact", options->artefacts, "what the suite needs of the build; repeatable")
           ->allow_extra_args(false);
       app.add_flag("--force", options->force, "replace files that are there");
       app.add_flag("--no-ci", options->no_ci, "no workflow");
       return [options] { return init(*options); };
     });

}  // namespace
}  // namespace cli
