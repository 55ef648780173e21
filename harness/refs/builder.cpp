#include "harness/refs/builder.h"

#include <fmt/format.h>
#include <glob.h>
#include <xxhash.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/error.h"
#include "harness/refs/layouts.h"
#include "harness/refs/shell.h"
#include "harness/whole_file.h"

namespace harness {
namespace {

namespace fs = std::filesystem;
constexpr const char* alignment_flags = "-falign-functions=64 -ffunction-sections";
constexpr double build_limit_s = 3600;
constexpr const char* obstacle_ending = ".no-layouts";
constexpr int layout_count = 24;  // either side draws from so many in each pair

std::string hash(const std::string& text) {
  const XXH128_hash_t h = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", h.high64, h.low64);
}

// What a build depends on beside its tree: compilers and installed packages.
const std::string& toolchain() {
  static const std::string text =
      shell("cc --version; c++ --version; ${CXX:-c++} --version; dpkg-query -W 2>/dev/null || rpm -qa 2>/dev/null")
          .output;
  return text;
}

std::map<std::string, std::string> flags(Layout layout) {
  std::map<std::string, std::string> added;
  if (layout == Layout::as_built) return added;
  for (const char* variable : {"CFLAGS", "CXXFLAGS"}) {
    const char* own = std::getenv(variable);
    added[variable] = std::string(own ? own : "") + (own && *own ? " " : "") + alignment_flags;
  }
  return added;
}

std::string last_lines(const std::string& text, int count) {
  std::size_t at = text.find_last_not_of('\n');
  if (at == std::string::npos) return "";
  const std::size_t end = at + 1;
  for (int i = 0; i < count && at != std::string::npos; ++i)
    at = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  return text.substr(at == std::string::npos ? 0 : at + 1, end - (at == std::string::npos ? 0 : at + 1));
}

// The first line that speaks of an error, with its newline; "" where none does.
std::string first_error(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("error") != std::string::npos || line.find("Error") != std::string::npos) return line + "\n";
  }
  return "";
}

// Copies a file or folder below `source` to the same place below `parts`.
void keep(const std::string& path, const std::string& source, const std::string& parts) {
  const fs::path to = fs::path(parts) / fs::path(path).lexically_relative(source);
  fs::create_directories(to.parent_path());
  fs::copy(path, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
}

ShellResult run_commands(const BuildRecipe& recipe, const std::string& folder, Layout layout) {
  ShellResult result;
  for (const std::string& command : recipe.commands) {
    result = shell(command, folder, flags(layout), build_limit_s);
    if (result.exit != 0) return result;
  }
  return result;
}

// The files and folders below `root` that a shell pattern names.
std::vector<std::string> matching(const std::string& root, const std::string& pattern) {
  glob_t found = {};
  std::vector<std::string> paths;
  if (glob((root + "/" + pattern).c_str(), 0, nullptr, &found) == 0)
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  return paths;
}

}  // namespace

std::vector<std::string> layouts_of(const std::string& folder, const std::string& executable) {
  std::vector<std::string> layouts = matching(folder, executable + ".layout-*");
  for (std::string& path : layouts) path = fs::path(path).lexically_relative(folder).string();
  return layouts;
}

std::string layouts_obstacle(const std::string& folder, const std::string& executable) {
  return whole_file(folder + "/" + executable + obstacle_ending).value_or("");
}

std::string cache_folder() {
  const auto from = [](const char* name) { return std::string(std::getenv(name) ? std::getenv(name) : ""); };
  if (!from("SWARMPERF_CACHE").empty()) return fs::absolute(from("SWARMPERF_CACHE")).string();
  if (!from("XDG_CACHE_HOME").empty()) return from("XDG_CACHE_HOME") + "/swarmperf";
  if (!from("HOME").empty()) return from("HOME") + "/.cache/swarmperf";
  throw Error(Exit::usage, "looking for a folder for builds: HOME is not set; set SWARMPERF_CACHE");
}

Repository repository_here(const std::string& store) {
  const std::string project = find_project(".");
  return {project.empty() ? "." : project, cache_folder(), store};
}

Built build_ref(Repository& repository, const Checkout& checkout, const Config& config, Layout layout,
                const std::function<void(const std::string&)>& say) {
  const BuildRecipe& recipe = config.build;
  if (recipe.artefacts.empty()) {
    throw Error(Exit::usage,
                "building " + checkout.label + ": bench.toml has no [build] artefacts; see docs/bench-toml.md");
  }
  std::string identity = checkout.tree + toolchain() + repository.inside();
  for (const std::string& part : recipe.commands) identity += "\n" + part;
  for (const std::string& part : recipe.artefacts) identity += "\n" + part;
  for (const auto& [name, value] : flags(layout)) identity += "\n" + name + "=" + value;
  const std::string key = hash(identity);

  Built built;
  built.folder = repository.build_folder() + "/" + key;
  built.build.key = key;
  built.build.label = checkout.label;
  built.build.commit = checkout.commit;
  built.build.commit_time_s = checkout.commit_time_s;
  built.build.dirty = checkout.dirty;
  built.build.details =
      nlohmann::json{{"tree", checkout.tree}, {"commands", recipe.commands}, {"flags", flags(layout)}}.dump();
  if (fs::exists(built.folder)) return built;

  const std::string commit = short_commit(checkout.commit, checkout.dirty);
  say("building " + checkout.label + (checkout.label == commit ? "" : " (" + commit + ")"));
  // Build systems remember flags: each set of them has a checkout of its own, so that a cached build folder stays true.
  std::string variant;
  for (const auto& [name, value] : flags(layout)) variant += name + "=" + value + "\n";
  variant = hash(variant).substr(0, 8);
  std::string source = repository.check_out(checkout, variant, false);
  if (run_commands(recipe, source, layout).exit != 0) {
    // What an earlier ref left behind may be in the way: once more from nothing.
    source = repository.check_out(checkout, variant, true);
    const ShellResult result = run_commands(recipe, source, layout);
    if (result.exit != 0) {
      const std::string said = result.output + "\n" + result.errors;
      throw Error(Exit::build,
                  fmt::format("building {} failed; the first error and the end of what it said:\n{}...\n{}",
                              checkout.label, first_error(said), last_lines(said, 8)));
    }
  }
  const std::string parts = built.folder + ".part";
  fs::remove_all(parts);
  for (const std::string& artefact : recipe.artefacts) {
    const std::vector<std::string> found = matching(source, artefact);
    if (found.empty()) {
      throw Error(Exit::build,
                  fmt::format("building {}: the commands succeeded but left no {}", checkout.label, artefact));
    }
    for (const std::string& path : found) keep(path, source, parts);
  }
  for (const SuiteSpec& suite : config.suites) {
    if (layout == Layout::as_built || !fs::is_regular_file(fs::path(parts) / suite.command[0])) continue;
    const Layouts layouts =
        shuffle_layouts((fs::path(source) / suite.command[0]).lexically_normal().string(), layout_count);
    // Beside it, for every session that takes the build from the cache.
    if (!layouts.obstacle.empty())
      std::ofstream(fs::path(parts) / (suite.command[0] + obstacle_ending)) << layouts.obstacle;
    for (const std::string& path : layouts.files) keep(path, source, parts);
  }
  fs::rename(parts, built.folder);
  return built;
}

}  // namespace harness
