#include "harness/cli/stored.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "harness/cli/blessed.h"
#include "harness/error.h"
#include "harness/suite/gbench_json.h"
#include "harness/suite/machine.h"
#include "harness/suite/samples.h"

namespace cli {
namespace {

using namespace harness;

// Every repetition in a file counts as a launch: nothing in it tells processes apart, and find_run's caller says so.
StoredRun from_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  StoredRun run;
  run.label = path;
  try {
    std::map<std::string, std::vector<Entry>> by_name;
    for (const Entry& entry : parse_gbench_json(text.str()).entries) {
      if (entry.error.empty()) by_name[entry.name].push_back(entry);
    }
    for (const auto& [name, entries] : by_name) {
      Benchmark benchmark;
      benchmark.name = benchmark.suite_name = name;
      for (const Entry& entry : entries) {
        Launch launch;
        launch.benchmarks = {name};
        launch.samples = samples_of(benchmark, "file", {entry});
        run.launches.push_back(std::move(launch));
      }
    }
  } catch (const std::exception& error) {
    throw Error(Exit::usage,
                fmt::format("reading {}: {}; want Google Benchmark's JSON (--benchmark_out)", path, error.what()));
  }
  if (run.launches.empty()) throw Error(Exit::usage, fmt::format("reading {}: it holds no measurement", path));
  return run;
}

StoredRun from_session(Store& store, const Session& session) {
  StoredRun run;
  const std::string build = session.head ? session.head->label : "";
  run.label = fmt::format("#{} {}{}", session.id, build, session.state == "done" ? "" : ", " + session.state);
  run.machine_class = session.machine.machine_class;
  run.commit = session.head ? session.head->commit : "";
  run.started_ns = session.started_ns;
  run.launches = store.launches(session.id);
  return run;
}

}  // namespace

StoredRun find_run(const std::string& db, const std::string& name) {
  std::error_code none;
  if (std::filesystem::is_regular_file(name, none)) return from_file(name);
  if (name == "@blessed") return blessed_run(this_machine().machine_class);
  const auto store = open_sqlite(db, Access::read);
  std::vector<Session> runs = store->sessions();
  std::erase_if(runs, [](const Session& s) { return s.kind != "run" && s.kind != "import"; });
  const std::string available = runs.empty() ? "there is none yet: swarmperf run"
                                             : fmt::format("the last is #{}, {} in all", runs.back().id, runs.size());
  if (name == "@last" || name == "@prev") {
    const std::size_t back = name == "@last" ? 1 : 2;
    if (runs.size() < back) throw Error(Exit::usage, fmt::format("{}: no such stored run; {}", name, available));
    return from_session(*store, runs[runs.size() - back]);
  }
  if (name == "@last-good") {  // before the newest run, which is what one compares with it
    const std::vector<Session> good = last_good(*store, this_machine().machine_class, 2);
    for (const Session& session : good) {
      if (session.id != runs.back().id) return from_session(*store, session);
    }
    throw Error(Exit::usage, "@last-good: no earlier run on this machine is good; see swarmperf baseline last-good");
  }
  const std::string id = name.starts_with("#") ? name.substr(1) : name;
  for (const Session& session : runs) {
    const bool by_uuid = id.size() >= 6 && session.uuid.starts_with(id);
    if (std::to_string(session.id) == id || by_uuid) return from_session(*store, session);
  }
  throw Error(Exit::usage, fmt::format("'{}': neither a stored run nor a file; {}", name, available));
}

}  // namespace cli
