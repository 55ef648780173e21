#include "harness/cli/session.h"

#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/refs/shell.h"
#include "harness/refs/sources.h"
#include "harness/store/liveness.h"
#include "harness/suite/machine.h"
#include "harness/whole_file.h"

namespace cli {

using namespace harness;
namespace fs = std::filesystem;

OpenSession::OpenSession(Store& store, const NewSession& wanted) : store_(store) {
  session_.uuid = fmt::format("{:016x}{:016x}", drawn_seed(), drawn_seed());
  session_.kind = wanted.kind;
  session_.parent = wanted.parent;
  session_.machine = this_machine();
  session_.started_ns = now_ns();
  session_.process = getpid();
  session_.process_started = process_start(getpid());
  session_.seed = std::int64_t(wanted.seed);
  session_.base = wanted.base;
  session_.head = wanted.head;
  session_.tool = SWARMPERF_VERSION;
  session_.details = wanted.details;
  session_.id = store_.begin(session_);
}

OpenSession::~OpenSession() {
  if (ended_) return;
  try {
    store_.end(session_.id, "partial");
  } catch (const std::exception&) {
    // The store is gone; the next start finds a running session without a process and says partial.
  }
}

void OpenSession::done() {
  store_.end(session_.id, "done");
  ended_ = true;
}

std::uint64_t drawn_seed() {
  std::random_device device;
  return (std::uint64_t(device()) << 32 | device()) >> 1;
}

Build build_in_place(const std::string& label, const std::string& folder,
                     const std::vector<std::vector<std::string>>& commands, const std::string& store) {
  XXH3_state_t* state = XXH3_createState();
  XXH3_128bits_reset(state);
  nlohmann::json files = nlohmann::json::array();
  for (const auto& command : commands) {
    for (const std::string& part : command) {
      XXH3_128bits_update(state, part.data(), part.size() + 1);
      const fs::path path = folder.empty() ? fs::path(part) : fs::path(folder) / part;
      std::error_code none;
      if (!fs::is_regular_file(path, none)) continue;
      const std::string bytes = whole_file(path.string()).value_or("");
      XXH3_128bits_update(state, bytes.data(), bytes.size());
      files.push_back(part);
    }
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(state);
  XXH3_freeState(state);
  Build build;
  build.label = label;
  build.key = fmt::format("in-place-{:016x}{:016x}", hash.high64, hash.low64);
  build.details = nlohmann::json{{"files", files}}.dump();
  const ShellResult commit = shell("git log -1 --format='%H %ct'", folder);
  if (commit.exit == 0 && commit.output.size() > 41) {
    build.commit = commit.output.substr(0, 40);
    build.commit_time_s = std::stoll(commit.output.substr(41));
    build.dirty = is_changed(folder, store);
    build.key += build.commit.substr(0, 12) + (build.dirty ? "+" : "");
  }
  return build;
}

}  // namespace cli
