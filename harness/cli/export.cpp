// export: stored sessions as files of other tools, or exactly as they are in our own JSON.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

#include "harness/cli/arms.h"
#include "harness/cli/verb.h"
#include "harness/config/config.h"
#include "harness/formats/format.h"
#include "harness/store/store.h"

namespace cli {
namespace {

using namespace harness;

struct Options {
  Common common;
  std::vector<std::string> sessions;
  std::string format = "json", out;
  bool all = false;
};

const Session& find_session(const std::vector<Session>& sessions, const std::string& name) {
  const std::string id = name.starts_with("#") ? name.substr(1) : name;
  const Session* newest = nullptr;
  for (const Session& s : sessions) {
    if (s.kind != "confirm") newest = &s;
    if (std::to_string(s.id) == id || (id.size() >= 6 && s.uuid.starts_with(id))) return s;
  }
  if (newest == nullptr) throw Error(Exit::usage, "nothing to export: no session is stored; swarmperf run, or import");
  if (name == "@last") return *newest;
  throw Error(Exit::usage, fmt::format("'{}': no such session; the last is #{}", name, newest->id));
}

// The sessions wanted, each followed by those that confirm it.
std::vector<Session> chosen(const std::vector<Session>& sessions, const Options& options) {
  if (options.all) return sessions;
  std::vector<std::string> names = options.sessions;
  if (names.empty()) names = {"@last"};
  std::vector<Session> found;
  for (const std::string& name : names) {
    const Session& session = find_session(sessions, name);
    found.push_back(session);
    std::copy_if(sessions.begin(), sessions.end(), std::back_inserter(found),
                 [&](const Session& s) { return s.parent == session.id; });
  }
  return found;
}

// The store does not keep where a benchmark is declared; the project's suites say it, where they are built.
void find_sources(std::vector<Record>& records) {
  const std::string project = find_project(".");
  if (project.empty()) {
    fmt::print(stderr, "export: no bench.toml here: results stay without a file and line\n");
    return;
  }
  try {
    const auto arms = arms_of(read_config(project)->suites, {});
    for (Record& record : records) locate(record.verdicts, arms, {});
  } catch (const Error& error) {
    fmt::print(stderr, "export: results stay without a file and line: {}\n", error.what());
  }
}

Exit export_sessions(const Options& options) {
  const ExportFormat* format = nullptr;
  try {
    format = &export_format(options.format);
  } catch (const BadFormat& error) {
    throw Error(Exit::usage, error.what());
  }
  const auto store = open_sqlite(store_path(options.common), Access::read);
  const std::vector<Session> sessions = store->sessions();
  std::vector<Record> records;
  for (const Session& session : chosen(sessions, options)) {
    Record record;
    record.session = session;
    for (const Session& s : sessions) {
      if (session.parent == s.id) record.parent_uuid = s.uuid;
    }
    record.launches = store->launches(session.id);
    record.verdicts = store->verdicts(session.id);
    record.findings = store->findings(session.id);
    records.push_back(std::move(record));
  }
  // Only results that stand in code are placed in it, and asking the suites takes a moment.
  const bool verdicts =
      std::any_of(records.begin(), records.end(), [](const Record& r) { return !r.verdicts.empty(); });
  if (verdicts && (options.format == "sarif" || options.format == "junit")) find_sources(records);
  const std::string text = format->write(records);
  if (options.out.empty()) {
    fmt::print("{}", text);
    return Exit::ok;
  }
  errno = 0;
  std::ofstream file(options.out, std::ios::binary);
  file << text << std::flush;
  if (!file) throw Error(Exit::usage, fmt::format("writing {}: {}", options.out, std::strerror(errno)));
  return Exit::ok;
}

std::string format_help() {
  std::string text;
  for (const ExportFormat& format : export_formats())
    text += (text.empty() ? "" : "; ") + format.name + ": " + format.what;
  return text;
}

VERB("export", "Write stored sessions for other tools, or exactly", [](CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("sessions", options->sessions, "@last, numbers or uuids (default: @last)");
  app.add_option("--format", options->format, format_help() + " (default: json)");
  app.add_option("-o,--out", options->out, "the file to write (default: stdout)");
  app.add_flag("--all", options->all, "every session of the store");
  options->common.add_store(app);
  return [options] { return export_sessions(*options); };
});

}  // namespace
}  // namespace cli
