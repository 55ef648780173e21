// list: what the suites have, in which lanes, and where it is declared.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/arms.h"
#include "harness/cli/this_build.h"
#include "harness/cli/verb.h"
#include "harness/output/json.h"
#include "harness/output/text.h"
#include "harness/suite/machine.h"

namespace cli {
namespace {

using namespace harness;

Exit list_verb(const Common& common, const std::string& command) {
  const auto arms = arms_of(suites_here(command), common.lanes);
  Selection selection;
  selection.filter = Filter(common.filter);
  selection.on_demand = true;
  const std::vector<Task> tasks = tasks_of(arms, selection);
  if (common.json) {
    nlohmann::json out = json_head(this_machine());
    out["results"] = nlohmann::json::array();
    for (const Task& t : tasks) {
      out["results"].push_back({{"benchmark", t.base.name},
                                {"impl", t.base.impl},
                                {"lane", t.base_arm->listing.lane},
                                {"suite", t.base_arm->suite.name},
                                {"version", t.base.version},
                                {"clock", t.base.clock},
                                {"tags", t.base.tags},
                                {"twin", t.base.twin},
                                {"source", t.base.source}});
    }
    fmt::print("{}", json_text(out));
    return Exit::ok;
  }
  std::vector<std::vector<std::string>> rows;
  for (const Task& t : tasks) {
    rows.push_back({t.base.name, t.base.impl == "own" ? "" : t.base.impl, t.base_arm->listing.lane, t.base.clock,
                    t.base.twin ? "twin" : "alternate", fmt::format("{}", fmt::join(t.base.tags, " ")), t.base.source});
  }
  fmt::print("{}", table({{"benchmark"}, {"impl"}, {"lane"}, {"clock"}, {"pairing"}, {"tags"}, {"declared at"}}, rows));
  for (const auto& arm : arms) {
    if (arm->listing.lanes.empty()) continue;
    std::string lanes;
    for (const auto& [lane, arguments] : arm->listing.lanes) lanes += " " + lane;
    fmt::print("\nsuite {}: lanes{}\n", arm->suite.name, lanes);
  }
  return Exit::ok;
}

VERB("list", "Show what can be measured, and where it is declared", [](CLI::App& app) {
  auto common = std::make_shared<Common>();
  auto suite = std::make_shared<std::string>();
  app.add_option("--suite", *suite, "a command to list instead of the suites of bench.toml");
  common->add_selection(app);
  common->add_output(app);
  return [common, suite] { return list_verb(*common, *suite); };
});

}  // namespace
}  // namespace cli
