// import: files of other tools, and our own, into the store: all sessions of all files, or nothing.
#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/commits.h"
#include "harness/cli/verb.h"
#include "harness/formats/convert.h"
#include "harness/formats/format.h"
#include "harness/output/json.h"
#include "harness/output/text.h"
#include "harness/refs/shell.h"
#include "harness/store/bulk.h"

namespace cli {
namespace {

using namespace harness;
namespace fs = std::filesystem;

// What is measured is what a session is: the same file twice is the same sessions, a grown history only adds, and a
// file whose unit or direction was corrected says something else.
std::string identity_of(const Record& record) {
  XXH3_state_t* state = XXH3_createState();
  XXH3_128bits_reset(state);
  const auto feed = [&](const std::string& text) { XXH3_128bits_update(state, text.data(), text.size() + 1); };
  const Session& s = record.session;
  feed(s.machine.machine_class);
  feed(s.head ? s.head->commit : "");
  feed(std::to_string(s.started_ns));
  for (const Launch& launch : record.launches) {
    feed(launch.side + "\n" + launch.lane + "\n" + launch.impl + "\n" + launch.failure + std::to_string(launch.round));
    for (const Sample& sample : launch.samples) {
      const Series& is = sample.series;
      for (const std::string& part : {is.benchmark, is.metric, is.unit, is.kind, is.better, is.clock}) feed(part);
      feed(fmt::format("{} {}", is.version, is.primary));
      XXH3_128bits_update(state, sample.values.data(), sample.values.size() * sizeof(double));
    }
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(state);
  XXH3_freeState(state);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string short_hash(const std::string& text) {
  return fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
}

std::int64_t changed_ns(const std::string& path) {
  std::error_code failed;
  const auto time = fs::last_write_time(path, failed);
  if (failed) return 0;
  const auto since = std::chrono::file_clock::to_sys(time).time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

// What the command line says of the build that was measured.
struct Measured {
  std::string label, commit;
  std::optional<std::int64_t> commit_time_s;  // by it points stand in order
};

Measured measured_by(const std::string& label, const std::string& commit, const std::string& time) {
  Measured measured{label, commit, std::nullopt};
  if (!time.empty()) {
    const auto ns = parse_time(time);
    if (!ns) throw Error(Exit::usage, fmt::format("--commit-time {}: give it as 2026-11-22T10:00:00Z", time));
    measured.commit_time_s = *ns / 1'000'000'000;
  }
  if (commit.empty() && !time.empty()) throw Error(Exit::usage, "--commit-time is of a commit: give --commit, too");
  if (commit.empty() || shell("git rev-parse --git-dir").exit != 0) return measured;
  const Named named = named_commit("", commit);
  if (named.id.empty())
    throw Error(Exit::usage, fmt::format("--commit {}: there is no such commit in this repository; git log shows what "
                                         "there is. Commits of another one are given outside of it",
                                         commit));
  measured.commit = named.id;
  if (!measured.commit_time_s) measured.commit_time_s = named.time_s;
  return measured;
}

// What a foreign file does not say, and a session has to have.
void complete(Record& record, const std::string& path, const Measured& measured) {
  Session& s = record.session;
  if (!s.uuid.empty()) {  // our own, and whole
    if (!(measured.label + measured.commit).empty())
      throw Error(Exit::usage, fmt::format("--label and --commit complete what a foreign file does not say; {} is "
                                           "swarmperf's own and says both",
                                           path));
    return;
  }
  if (!measured.label.empty()) s.head->label = measured.label;
  if (!measured.commit.empty()) {
    s.head->commit = measured.commit;
    s.head->commit_time_s = measured.commit_time_s;
  }
  s.uuid = identity_of(record);
  if (s.started_ns == 0) {
    s.started_ns = changed_ns(path);
    record.findings.push_back(
        {"W205", "", "the file does not say when it was measured: the file's own time stands for it"});
  }
  s.ended_ns = s.started_ns;
  s.tool = SWARMPERF_VERSION;
  s.process = getpid();
  s.machine.fingerprint = "import-" + short_hash(s.machine.machine_class + s.machine.details);
  for (std::optional<Build>* build : {&s.base, &s.head}) {
    if (!*build) continue;
    Build& b = **build;
    b.key = "import-" + short_hash(b.label + "\n" + b.commit + "\n" + (b.commit.empty() ? s.uuid : ""));
  }
}

struct Options {
  Common common;
  std::vector<std::string> files;
  std::string format, label, commit, commit_time;
};

std::vector<Record> read_all(const Options& options) {
  const Measured measured = measured_by(options.label, options.commit, options.commit_time);
  std::vector<Record> records;
  for (const std::string& file : options.files) {
    try {
      for (Record& record : read_records(file, options.format)) {
        complete(record, file, measured);
        records.push_back(std::move(record));
      }
    } catch (const BadFormat& error) {
      throw Error(Exit::usage, fmt::format("reading {}: {}; nothing was imported", file, error.what()));
    }
  }
  if (records.size() > 1 && !(options.label + options.commit).empty())
    throw Error(Exit::usage,
                fmt::format("--label and --commit are of one session, but the files hold {}", records.size()));
  return records;
}

Exit import_files(const Options& options) {
  const std::vector<Record> records = read_all(options);
  const std::string db = store_path(options.common);
  const std::vector<BulkAdded> added = add_records(db, records);
  std::size_t fresh = 0, launches = 0, values = 0, failed = 0;
  for (std::size_t i = 0; i < added.size(); ++i) {
    if (!added[i].fresh) continue;
    ++fresh;
    launches += records[i].launches.size();
    for (const Launch& launch : records[i].launches) {
      failed += !launch.failure.empty();
      for (const Sample& sample : launch.samples) values += sample.values.size();
    }
  }
  if (options.common.json) {
    nlohmann::json out = {{"schema", 1}, {"results", nlohmann::json::array()}, {"findings", nlohmann::json::array()}};
    for (std::size_t i = 0; i < added.size(); ++i) {
      out["results"].push_back({{"session", added[i].id},
                                {"uuid", records[i].session.uuid},
                                {"fresh", added[i].fresh},
                                {"launches", records[i].launches.size()}});
    }
    if (added.size() == 1) out["findings"] = json_of(records[0].findings);
    fmt::print("{}", json_text(out));
    return Exit::ok;
  }
  const auto number = [](std::size_t n, const char* word) {
    return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
  };
  fmt::print("{}, {}, {}{} into {}\n", number(fresh, "session"),
             fmt::format("{} {}", launches, launches == 1 ? "launch" : "launches"), number(values, "value"),
             failed == 0 ? "" : fmt::format(", {} failed", failed), db);
  if (fresh < added.size())
    fmt::print("{} there already\n", added.size() - fresh == 1 && added.size() == 1
                                         ? fmt::format("session #{} is", added[0].id)
                                         : fmt::format("{} were", added.size() - fresh));
  if (added.size() == 1) {
    for (const Finding& f : records[0].findings)
      fmt::print("{}  {}{}{}\n", f.code, f.subject, f.subject.empty() ? "" : ": ", f.text);
  }
  return Exit::ok;
}

std::string format_help() {
  std::string text = "what the files are, where their content does not tell:";
  for (const ImportFormat& format : import_formats()) text += " " + format.name;
  return text;
}

VERB("import", "Store what other tools measured: files of Google Benchmark, hyperfine, pyperf, JMH and others",
     [](CLI::App& app) {
       auto options = std::make_shared<Options>();
       app.add_option("files", options->files, "files to read, or criterion's folder")->required();
       app.add_option("--format", options->format, format_help());
       app.add_option("--label", options->label, "what to call the build that was measured");
       app.add_option("--commit", options->commit, "its commit; in a repository one of its own, which says the time");
       app.add_option("--commit-time", options->commit_time,
                      "when it was made, such as 2026-11-22T10:00:00Z or what git log --format=%cI says");
       options->common.add_store(app);
       app.add_flag("--json", options->common.json, "print one JSON object");
       return [options] { return import_files(*options); };
     });

}  // namespace
}  // namespace cli
