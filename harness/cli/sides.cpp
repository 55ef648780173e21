// The two sides of a comparison: refs that are built, folders that hold builds, or bare commands.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "harness/cli/arms.h"
#include "harness/cli/counting.h"
#include "harness/cli/in_place.h"
#include "harness/cli/paired.h"
#include "harness/cli/this_build.h"
#include "harness/gate/policy.h"
#include "harness/refs/builder.h"
#include "harness/refs/repository.h"
#include "harness/whole_file.h"

namespace cli {
namespace {

using namespace harness;
namespace fs = std::filesystem;

std::vector<SuiteSpec> started_in(std::vector<SuiteSpec> suites, const std::string& folder) {
  for (SuiteSpec& suite : suites) {
    suite.folder = folder;
    suite.layouts = layouts_of(folder, suite.command[0]);
  }
  return suites;
}

bool any_shuffled(const Side& side) {
  return std::any_of(side.suites.begin(), side.suites.end(),
                     [](const SuiteSpec& suite) { return !suite.layouts.empty(); });
}

// Executables that were to be linked in many orders, and were not.
void tell_unshuffled(const Side& side, std::vector<Finding>& findings) {
  for (const SuiteSpec& suite : side.suites) {
    const std::string& executable = suite.command[0];
    if (!suite.layouts.empty() || !fs::is_regular_file(fs::path(suite.folder) / executable)) continue;
    const std::string why = layouts_obstacle(suite.folder, executable);
    const Finding finding{"W113", executable,
                          "every launch had the same code layout, which may speak in differences of a few per cent" +
                              (why.empty() ? "" : ": " + why)};
    if (std::find(findings.begin(), findings.end(), finding) == findings.end()) findings.push_back(finding);
  }
}

Side from_command(const std::string& line, const char* option, const std::string& store) {
  const SuiteSpec suite = suite_of(line, option);
  Side side;
  side.build = build_in_place(line, "", {suite.command}, store);
  side.suites = {suite};
  return side;
}

Side from_folder(const std::string& folder, const Config& config, const char* option, const std::string& store) {
  if (!fs::is_directory(folder))
    throw Error(Exit::usage, fmt::format("{} {}: there is no such folder", option, folder));
  Side side;
  side.suites = started_in(config.suites, fs::absolute(folder).string());
  std::vector<std::vector<std::string>> commands;
  for (const SuiteSpec& suite : side.suites) commands.push_back(suite.command);
  side.build = build_in_place(folder, fs::absolute(folder).string(), commands, store);
  return side;
}

Config config_of(Repository& repository, const Checkout& checkout, const std::optional<Config>& otherwise,
                 bool& was_absent) {
  const auto text = repository.file_of(checkout, "bench.toml");
  was_absent = !text;
  if (text) return parse_config(*text, checkout.label + ":bench.toml", "");
  if (otherwise) return *otherwise;
  throw Error(Exit::usage, "ref '" + checkout.label +
                               "' has no bench.toml, and there is none here; swarmperf needs one to build refs "
                               "(docs/bench-toml.md), or give --base-suite and --head-suite");
}

std::vector<Acknowledgement> acknowledgements_of(Repository& repository, const Checkout& checkout) {
  const auto text = repository.file_of(checkout, acknowledgements_path);
  if (!text) return {};
  return parse_acknowledgements(*text, checkout.label + ":" + acknowledgements_path);
}

// Where nothing is a ref, the project's files as they are speak for both sides.
void read_policy_here(const std::string& project, Sides& sides) {
  const Config config = *read_config(project);
  sides.policy = config.policy;
  sides.renames = config.renames;
  const std::string path = project + "/" + acknowledgements_path;
  if (const auto text = whole_file(path)) sides.policy.acknowledgements = parse_acknowledgements(*text, path);
}

Sides from_refs(const PairedOptions& options, const std::function<void(const std::string&)>& say) {
  const std::string project = find_project(".");
  Repository repository = repository_here(store_path(options.common));
  const Checkout head = repository.resolve(options.head);
  const Checkout base = repository.resolve(options.base.empty() ? repository.default_base() : options.base);

  Sides sides;
  sides.configured_in = project;
  std::optional<Config> here;
  if (!project.empty()) here = read_config(project);
  bool head_absent = false, base_absent = false;
  const Config head_config = config_of(repository, head, here, head_absent);
  const Config base_config = config_of(repository, base, head_config, base_absent);
  Policy heads = head_config.policy;
  heads.acknowledgements = acknowledgements_of(repository, head);
  sides.policy = base_config.policy;
  sides.policy.acknowledgements = acknowledgements_of(repository, base);
  sides.findings = gate::policy_edits(sides.policy, heads);
  sides.renames = head_config.renames;
  if (base_absent)
    sides.findings.push_back(
        {"P401", "bench.toml", "base has no bench.toml: it is built, measured and judged by head's"});
  const std::string in_force = layout_in_force(options, policy_in_force(sides.policy, options));
  const Layout layout = in_force == "as-built" ? Layout::as_built : Layout::shuffled;
  const auto built = [&](const Checkout& checkout, const Config& config) {
    const Built result = build_ref(repository, checkout, config, layout, say);
    return Side{result.build, started_in(config.suites, result.folder)};
  };
  // Head first: a filter that was mistyped is seen before base is built.
  sides.head = built(head, head_config);
  const Filter filter(options.common.filter);
  if (filter.includes() && !any_matches(arms_of(sides.head.suites, options.common.lanes), filter)) {
    say("head has no benchmark that was asked for; base is built to see whether it had one");
  }
  try {
    sides.base = built(base, base_config);
  } catch (const Error& error) {
    if (error.exit != Exit::build || !base_absent) throw;
    const std::string first = repository.first_commit_with("bench.toml");
    throw Error(Exit::incomparable,
                fmt::format("base {} has no suite to compare with; the first comparable commit is {}", base.label,
                            first.empty() ? "the one that adds bench.toml" : first));
  }
  sides.is_one_build = sides.base.build.key == sides.head.build.key;
  sides.layout = in_force;
  if (layout == Layout::as_built) return sides;
  for (const Side* side : {&sides.base, &sides.head}) tell_unshuffled(*side, sides.findings);
  if (!any_shuffled(sides.base) || !any_shuffled(sides.head)) sides.layout = "aligned";
  return sides;
}

Sides as_asked(const PairedOptions& o, const std::function<void(const std::string&)>& say) {
  const bool suites = !o.base_suite.empty() || !o.head_suite.empty();
  const bool folders = !o.base_build.empty() || !o.head_build.empty();
  const bool refs = !o.base.empty() || !o.head.empty();
  if (int(suites) + int(folders) + int(refs) > 1) {
    throw Error(Exit::usage,
                "give refs (--base, --head), or folders (--base-build, --head-build), or commands (--base-suite, "
                "--head-suite): not a mixture");
  }
  if (suites && (o.base_suite.empty() || o.head_suite.empty()))
    throw Error(Exit::usage, "base and head are both needed: --base-suite and --head-suite go together");
  if (folders && (o.base_build.empty() || o.head_build.empty()))
    throw Error(Exit::usage, "base and head are both needed: --base-build and --head-build go together");
  if (compares_refs(o)) return from_refs(o, say);
  Sides sides;
  const std::string project = find_project("."), store = store_path(o.common);
  if (!project.empty()) read_policy_here(project, sides);
  if (suites) {
    sides.base = from_command(o.base_suite, "--base-suite", store);
    sides.head = from_command(o.head_suite, "--head-suite", store);
    sides.policy.tags.clear();
    sides.findings.push_back({"W110", "",
                              "finished executables are compared: differences of a few per cent may be code layout; "
                              "comparing refs builds both sides so that layout cannot speak"});
  } else {
    if (project.empty())
      throw Error(Exit::usage, "--base-build: no bench.toml here or above says which suites a build has");
    const Config config = *read_config(project);
    sides.base = from_folder(o.base_build, config, "--base-build", store);
    sides.head = from_folder(o.head_build, config, "--head-build", store);
    sides.findings.push_back(
        {"W110", "", "finished builds are compared: differences of a few per cent may be code layout"});
  }
  const Build &base = sides.base.build, &head = sides.head.build;
  sides.is_one_build = (suites && base.key == head.key) || run_the_same(base, head);
  sides.layout = any_shuffled(sides.base) && any_shuffled(sides.head) ? "shuffled" : "as-built";
  // Equal executables have equal keys; the sides must still be two builds.
  sides.base.build.key += "-base";
  sides.head.build.key += "-head";
  sides.configured_in = project;
  return sides;
}

}  // namespace

bool compares_refs(const PairedOptions& o) {
  return (o.base_suite + o.head_suite + o.base_build + o.head_build).empty();
}

Sides sides_of(const PairedOptions& options, const std::function<void(const std::string&)>& say) {
  Sides sides = as_asked(options, say);
  if (sides.is_one_build) {
    sides.findings.push_back({"W111", "", "base and head are the same build: whatever differs between them is noise"});
  }
  for (Side* side : {&sides.base, &sides.head}) options.common.limit_launches(side->suites);
  return sides;
}

Policy policy_in_force(const Policy& policy, const PairedOptions& options) {
  Policy out = policy;
  if (!options.tolerance.empty()) {
    out.tolerance = parse_share(options.tolerance, "--tolerance");
    out.overrides.push_back({.benchmarks = "*", .lane = "", .tolerance = out.tolerance});
  }
  if (!options.common.budget.empty()) out.budget_s = parse_seconds(options.common.budget, "--budget");
  if (!options.metrics.empty()) out.metrics = options.metrics;
  out.strict = out.strict || options.strict;
  return out;
}

std::string layout_in_force(const PairedOptions& options, const Policy& in_force) {
  if (!options.layout.empty()) return options.layout;
  return measures_time(in_force.metrics) ? "shuffled" : "as-built";
}

}  // namespace cli
