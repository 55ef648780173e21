#include "harness/cli/in_place.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <xxhash.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/refs/shell.h"
#include "harness/refs/sources.h"
#include "harness/whole_file.h"

namespace cli {

using namespace harness;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view in_place_key = "in-place-";  // before the hash of the bytes, after which the commit follows
constexpr std::size_t hash_size = 32;

std::int64_t changed_ns(const std::string& path) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) return 0;
  return std::int64_t(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
}

std::string hash_of(const std::string& bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

bool lies_in(const std::string& root, const std::string& path) {
  std::error_code none;
  const fs::path inside = fs::weakly_canonical(path, none).lexically_relative(root);
  return !inside.empty() && *inside.begin() != "..";
}

}  // namespace

Build build_in_place(const std::string& label, const std::string& folder,
                     const std::vector<std::vector<std::string>>& commands, const std::string& store) {
  XXH3_state_t* state = XXH3_createState();
  XXH3_128bits_reset(state);
  nlohmann::json files = nlohmann::json::array();
  std::string runs;  // what runs, wherever it lies: the bytes of each executable and its arguments
  bool are_files = !commands.empty();
  for (const auto& command : commands) {
    for (const std::string& part : command) {
      XXH3_128bits_update(state, part.data(), part.size() + 1);
      const fs::path path = folder.empty() ? fs::path(part) : fs::path(folder) / part;
      const bool is_executable = &part == &command[0];
      if (!is_executable) runs += part + '\0';
      std::error_code none;
      if (!fs::is_regular_file(path, none)) {
        are_files = are_files && !is_executable;
        continue;
      }
      const std::string bytes = whole_file(path.string()).value_or("");
      XXH3_128bits_update(state, bytes.data(), bytes.size());
      runs += hash_of(bytes);
      files.push_back(part);
    }
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(state);
  XXH3_freeState(state);
  Build build;
  build.label = label;
  build.key = fmt::format("{}{:016x}{:016x}", in_place_key, hash.high64, hash.low64);
  build.details = nlohmann::json{{"files", files}, {"runs", are_files ? hash_of(runs) : ""}}.dump();
  const ShellResult commit = shell("git log -1 --format='%H %ct'", folder);
  const std::string root = shell("git rev-parse --show-toplevel", folder).output;
  // A bare command is of the commit here only where it starts something of this work tree.
  const bool is_of_here = !folder.empty() || std::any_of(files.begin(), files.end(), [&](const nlohmann::json& file) {
    return lies_in(root, file.get<std::string>());
  });
  if (is_of_here && commit.exit == 0 && commit.output.size() > 41) {
    build.commit = commit.output.substr(0, 40);
    build.commit_time_s = std::stoll(commit.output.substr(41));
    build.dirty = is_changed(folder, store);
    build.key += build.commit.substr(0, 12) + (build.dirty ? "+" : "");
  }
  return build;
}

bool run_the_same(const Build& a, const Build& b) {
  const auto runs = [](const Build& build) {
    return nlohmann::json::parse(build.details).value("runs", std::string());
  };
  return !runs(a).empty() && runs(a) == runs(b);
}

std::optional<Finding> leave_out_doubtful_commit(const std::vector<SuiteSpec>& suites, Store& store, Build& build) {
  if (build.commit.empty()) return std::nullopt;
  std::int64_t built_ns = 0;
  for (const SuiteSpec& suite : suites) {
    const std::string executable = (fs::path(suite.folder) / suite.command[0]).string();
    if (!fs::is_regular_file(executable)) return std::nullopt;
    built_ns = std::max(built_ns, changed_ns(executable));
  }
  const std::string same_bytes = build.key.substr(0, in_place_key.size() + hash_size);
  for (const Session& session : store.sessions()) {
    if (!session.head || !session.head->key.starts_with(same_bytes) || session.started_ns < built_ns) continue;
    const std::string before = session.head->commit;
    if (before.empty() || before == build.commit) continue;
    const Finding finding{"W112", suites[0].command[0],
                          fmt::format("not built again since session #{} measured it as {}, so {} is left out",
                                      session.id, short_commit(before), short_commit(build.commit))};
    build.label = suites[0].command[0];
    build.key = same_bytes;
    build.commit.clear();
    build.commit_time_s.reset();
    build.dirty = false;
    return finding;
  }
  return std::nullopt;
}

}  // namespace cli
