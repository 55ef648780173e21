#include "harness/cli/paired.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "harness/cli/comparison.h"
#include "harness/cli/release.h"
#include "harness/config/filter.h"
#include "harness/output/progress.h"
#include "harness/store/store.h"

namespace cli {
namespace {

using namespace harness;

// Before anything is built: a slip of the keyboard should not cost minutes.
void refuse_mistakes(const PairedOptions& options) {
  if (!options.tolerance.empty()) parse_share(options.tolerance, "--tolerance");
  if (!options.precision.empty()) parse_share(options.precision, "--precision");
  if (!options.metrics.empty()) {
    if (const std::string wrong = unknown_metric(options.metrics); !wrong.empty())
      throw Error(Exit::usage, "--" + wrong);
  }
  if (!options.release.empty() && !compares_refs(options))
    throw Error(Exit::usage, "--release is a ref: it goes with --base and --head, not with builds or commands");
  options.common.refuse_mistakes();
  Filter(options.common.filter);
}

}  // namespace

void PairedOptions::add_sides(CLI::App& app) {
  app.add_option("--base", base, "the ref to compare with (default: where this branch left main)");
  app.add_option("--head", head, "the ref to judge (default: the work tree as it is)");
  app.add_option("--base-build", base_build, "a folder that holds a build of base");
  app.add_option("--head-build", head_build, "a folder that holds a build of head");
  app.add_option("--base-suite", base_suite, "a command that is base: any Google Benchmark executable");
  app.add_option("--head-suite", head_suite, "a command that is head");
  app.add_option("--layout", layout,
                 "how refs are built: shuffled (functions aligned, sections in another order in every pair; default "
                 "where times are measured) or as-built")
      ->check(CLI::IsMember({"shuffled", "as-built"}));
}

void PairedOptions::add(CLI::App& app) {
  add_sides(app);
  app.add_option("--tolerance", tolerance, "changes below it are same (default: 5%, or bench.toml of base)");
  app.add_option("--precision", precision,
                 "go on with settled benchmarks until their interval is this narrow, such as 0.5% (at most 40 pairs)");
  app.add_option("--tags", tags, "measure what has one of these tags (default: gate, or bench.toml of base)")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--metrics", metrics,
                 "what is measured: time, instructions, allocations (default: time, or bench.toml of base)")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--pairing", pairing, "how both arms of a pair run (default: the best that each benchmark allows)")
      ->check(CLI::IsMember({"auto", "twin", "lockstep", "alternate"}));
  app.add_flag("--resume", resume, "go on with the newest comparison of these two builds that was interrupted");
  common.add_selection(app);
  common.add_measuring(app);
  common.add_store(app);
  common.add_output(app);
}

std::vector<Exit> compare_sides(const PairedOptions& options) {
  refuse_mistakes(options);
  Progress progress(options.common.quiet);
  const auto store = open_sqlite(store_path(options.common), Access::write);
  const auto say = [&](const std::string& line) { progress.say(line); };
  Sides sides = sides_of(options, say);
  // Everything is built before anything is measured.
  std::optional<Release> release = release_of(options, sides, say);
  VerdictScreen screen = Comparison(options, std::move(sides), *store, progress).run();
  if (release) judge_since(std::move(*release), *store, progress, screen);
  progress.clear();
  options.files.write(screen);
  fmt::print("{}", options.common.json ? as_json(screen) : as_text(screen));
  return exits_of(screen);
}

}  // namespace cli
