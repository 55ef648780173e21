// db: merge joins the databases of several jobs, prune thins old launches, check says what is wrong with a file.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/verb.h"
#include "harness/config/config.h"
#include "harness/output/json.h"
#include "harness/output/text.h"
#include "harness/store/liveness.h"
#include "harness/store/maintenance.h"

namespace cli {
namespace {

using namespace harness;

struct Options {
  Common common;
  std::vector<std::string> from;
  std::string older_than;
  std::int64_t keep = 20;
  bool dry = false;
};

// "90d", and what other durations take.
double age_s(const std::string& text) {
  constexpr double day_s = 86400;
  if (!text.empty() && text.back() == 'd') {
    const double days = parse_seconds(text.substr(0, text.size() - 1) + "s", "--older-than");
    return days * day_s;
  }
  return parse_seconds(text, "--older-than");
}

Exit merge_all(const Options& options) {
  const std::string into = store_path(options.common);
  nlohmann::json out = nlohmann::json::array();
  bool conflict = false;
  for (const std::string& from : options.from) {
    const Merged m = merge(into, from);
    out.push_back({{"from", from},
                   {"sessions", m.sessions},
                   {"launches", m.launches},
                   {"known", m.known},
                   {"conflicts", m.conflicts}});
    conflict = conflict || !m.conflicts.empty();
    if (options.common.json) continue;
    fmt::print("{}: {} sessions with {} launches joined {}{}\n", from, m.sessions, m.launches, into,
               m.known > 0 ? fmt::format("; {} were there already", m.known) : "");
    for (const std::string& uuid : m.conflicts)
      fmt::print("{}   {} has more of session {} than {} does; ours was kept\n", "H613", from, uuid.substr(0, 8), into);
  }
  if (options.common.json) fmt::print("{}", json_text({{"schema", 1}, {"results", out}}));
  return conflict ? Exit::incomparable : Exit::ok;
}

Exit prune_old(const Options& options) {
  const double seconds = age_s(options.older_than);
  const Pruned p = prune(store_path(options.common), now_ns() - std::int64_t(seconds * 1e9), options.keep, options.dry);
  if (options.common.json) {
    fmt::print("{}", json_text({{"schema", 1},
                                {"sessions", p.sessions},
                                {"launches", p.launches},
                                {"dry_run", options.dry},
                                {"bytes_before", p.bytes_before},
                                {"bytes_after", p.bytes_after}}));
  } else {
    fmt::print("{} sessions with {} launches {}thinned to the median of each launch; {}{}\n", p.sessions, p.launches,
               options.dry ? "would be " : "", with_unit(double(p.bytes_before), "B"),
               options.dry ? "" : " -> " + with_unit(double(p.bytes_after), "B"));
  }
  return Exit::ok;
}

Exit check_file(const Options& options) {
  const std::vector<Defect> defects = check(store_path(options.common));
  bool damaged = false;
  nlohmann::json out = nlohmann::json::array();
  for (const Defect& d : defects) {
    damaged = damaged || d.code == "H611";
    out.push_back({{"code", d.code}, {"text", d.text}});
    if (!options.common.json) fmt::print("{}   {}\n", d.code, d.text);
  }
  if (options.common.json) fmt::print("{}", json_text({{"schema", 1}, {"findings", out}}));
  if (defects.empty() && !options.common.json) fmt::print("{}: nothing is wrong with it\n", store_path(options.common));
  return damaged ? Exit::store : Exit::ok;
}

VERB("db", "Merge, prune or check databases", [](CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* merge_app = app.add_subcommand("merge", "copy the sessions of other databases that this one does not have");
  merge_app->add_option("from", options->from, "database files; they are not changed")->required();
  auto* prune_app = app.add_subcommand("prune", "replace old launches by their medians");
  prune_app->add_option("--older-than", options->older_than, "age, such as 90d")->required();
  prune_app->add_option("--keep", options->keep, "newest runs that stay whole, however old (default: 20)")
      ->check(CLI::Range(0, 1000000));
  prune_app->add_flag("--dry-run", options->dry, "only say what would go");
  auto* check_app = app.add_subcommand("check", "read everything and say what is wrong; exit 7 where it is damaged");
  for (CLI::App* sub : {merge_app, prune_app, check_app}) {
    options->common.add_store(*sub);
    sub->add_flag("--json", options->common.json, "print one JSON object");
  }
  app.require_subcommand(1);
  return [options, merge_app, prune_app] {
    return merge_app->parsed() ? merge_all(*options) : prune_app->parsed() ? prune_old(*options) : check_file(*options);
  };
});

}  // namespace
}  // namespace cli
