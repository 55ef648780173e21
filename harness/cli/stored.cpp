#include "harness/cli/stored.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "harness/cli/blessed.h"
#include "harness/error.h"
#include "harness/formats/format.h"
#include "harness/suite/machine.h"

namespace cli {
namespace {

using namespace harness;

// A file of many sessions stands for the newest that measured anything.
StoredRun from_file(const std::string& path) {
  std::vector<Record> records;
  try {
    records = read_records(path, "");
  } catch (const BadFormat& error) {
    throw Error(Exit::usage, fmt::format("reading {}: {}", path, error.what()));
  }
  const auto counts = [](const Launch& l) { return l.failure.empty(); };
  std::erase_if(records, [&](const Record& r) {
    return std::none_of(r.launches.begin(), r.launches.end(), counts) || r.session.kind == "confirm";
  });
  const auto newest = std::max_element(records.begin(), records.end(), [](const Record& a, const Record& b) {
    return a.session.started_ns < b.session.started_ns;
  });
  if (newest == records.end())
    throw Error(Exit::usage, fmt::format("reading {}: it holds no launch that counts", path));
  StoredRun run;
  run.label = path;
  if (records.size() > 1) run.label += fmt::format(", the newest of {} sessions in it", records.size());
  run.commit = newest->session.head ? newest->session.head->commit : "";
  run.started_ns = newest->session.started_ns;
  run.launches = std::move(newest->launches);
  run.findings = std::move(newest->findings);
  run.from_file = true;
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

bool has_sides(const StoredRun& run) {
  const auto has = [&](const char* side) {
    return std::any_of(run.launches.begin(), run.launches.end(), [&](const Launch& l) { return l.side == side; });
  };
  return has("base") || has("head");
}

bool has_pairs(const StoredRun& run) {
  return has_sides(run) && std::any_of(run.launches.begin(), run.launches.end(),
                                       [](const Launch& l) { return l.side != "solo" && l.pairing != "solo"; });
}

StoredRun side_of(const StoredRun& run, const std::string& side) {
  StoredRun one = run;
  one.label = side + " of " + run.label;
  std::erase_if(one.launches, [&](const Launch& l) { return l.side != side; });
  return one;
}

StoredRun find_run(const std::string& db, const std::string& name) {
  std::error_code none;
  if (!name.starts_with("@") && std::filesystem::exists(name, none)) return from_file(name);
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
