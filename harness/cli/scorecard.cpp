#include "harness/cli/scorecard.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/budget/score.h"
#include "harness/config/config.h"
#include "harness/error.h"
#include "harness/stats/binomial.h"
#include "harness/store/liveness.h"

namespace cli {
namespace {

using namespace harness;

bool is_run(const Session& s) { return (s.kind == "run" || s.kind == "import") && s.state != "running"; }

// Of the newest run: what was imported says nothing of checks that were made.
std::optional<budget::Measured> launches_ok(Store& store, const std::string& machine_class) {
  std::optional<Session> newest;
  for (const Session& s : store.sessions()) {
    if (is_run(s) && s.kind == "run" && s.machine.machine_class == machine_class) newest = s;
  }
  const std::vector<Launch> launches = newest ? store.launches(newest->id) : std::vector<Launch>();
  if (launches.empty()) return std::nullopt;
  const auto fine =
      std::size_t(std::count_if(launches.begin(), launches.end(), [](const Launch& l) { return l.failure.empty(); }));
  budget::Measured m;
  m.value = double(fine) / double(launches.size());
  const stats::ShareInterval interval = stats::clopper_pearson(fine, launches.size());
  m.lo = interval.lo;
  m.hi = interval.hi;
  m.benchmark = fmt::format("run #{}", newest->id);
  m.note = fmt::format("{} of {} launches", fine, launches.size());
  m.origins = {{newest->id, newest->head ? newest->head->commit : ""}};
  return m;
}

// Nothing is known where nobody looked; what is open was found by somebody, whatever is left of it.
std::optional<budget::Measured> open_regressions(Store& store, const std::string& machine_class,
                                                 const std::vector<StoredSeries>& series) {
  budget::Measured m;
  for (const Regression& r : store.history().regressions()) {
    const bool here =
        std::any_of(series.begin(), series.end(), [&](const StoredSeries& s) { return s.id == r.series; });
    if (here && (r.state == "open" || r.state == "reopened")) ++m.value;
  }
  const std::vector<Judged> judged = store.history().judged(machine_class);
  if (judged.empty() && m.value == 0) return std::nullopt;
  m.lo = m.hi = m.value;
  m.benchmark = "swarmperf regressions";
  if (judged.empty()) return m;
  std::set<std::int64_t> looked_at;
  for (const Judged& j : judged) looked_at.insert(j.series);
  m.note = fmt::format("{} series judged, the last by {}", looked_at.size(), judged.back().by);
  m.origins = {{judged.back().session, judged.back().commit}};
  return m;
}

}  // namespace

Targets read_targets(const std::string& file) {
  std::string path = file;
  if (path.empty()) {
    const std::string project = find_project(".");
    path = (project.empty() ? "." : project) + "/" + budget::budgets_path;
  }
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path)) {
    throw Error(Exit::usage, fmt::format("reading {}: it cannot be read; docs/budgets.md says how to write one", path));
  }
  std::ostringstream read;
  read << in.rdbuf();
  const std::string text = read.str();
  Targets out{budget::parse_budgets(text, file.empty() ? budget::budgets_path : file),
              fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()))};
  if (out.budgets.empty()) throw Error(Exit::usage, "no [[budget]] in the file: nothing to look at");
  return out;
}

std::set<std::string> machines_of(Store& store) {
  std::set<std::string> machines;
  for (const Session& s : store.sessions()) {
    if (is_run(s)) machines.insert(s.machine.machine_class);
  }
  return machines;
}

std::string newest_machine(Store& store) {
  std::string machine_class;
  for (const Session& s : store.sessions()) {
    if (is_run(s)) machine_class = s.machine.machine_class;
  }
  return machine_class;
}

Scorecard scorecard(const Targets& targets, Store& store, const std::string& machine_class) {
  Scorecard card;
  card.machine_class = machine_class;
  card.policy = targets.policy;
  std::optional<Session> newest;
  for (const Session& s : store.sessions()) {
    if (is_run(s) && s.machine.machine_class == machine_class) newest = s;
  }
  budget::Sources sources;
  if (newest) {
    card.session = newest->id;
    card.build = newest->head ? newest->head->label : "";
    sources.newest_run = {newest->id, newest->head ? newest->head->commit : ""};
    sources.failures = store.history().failures(machine_class);
    for (StoredSeries& s : store.history().series()) {
      if (s.series.machine_class == machine_class) sources.series.push_back(std::move(s));
    }
  }
  sources.newest = [&](std::int64_t id) { return store.history().newest(id); };
  sources.other = [&](const std::string& name) {
    return name == "open_regressions" ? open_regressions(store, machine_class, sources.series)
                                      : launches_ok(store, machine_class);
  };
  for (const budget::Budget& b : targets.budgets) card.budgets.push_back(budget::evaluate(b, sources));
  card.at_ns = now_ns();
  card.metrics = budget::metrics_of(targets.budgets, card.budgets);
  card.scores = budget::scores_of(card.metrics);
  return card;
}

}  // namespace cli
