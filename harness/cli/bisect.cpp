// bisect: which commit brought a change, asked of two refs or of a stored regression.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "harness/cli/bisect_search.h"
#include "harness/cli/regression_turns.h"
#include "harness/config/config.h"
#include "harness/output/progress.h"
#include "harness/store/liveness.h"
#include "harness/store/store.h"

namespace cli {
namespace {

using namespace harness;

struct BisectOptions {
  BisectQuestion question;
  std::int64_t regression = 0;
};

// Takes benchmark, lane and blame range from a stored regression.
Regression take_regression(BisectOptions& options, Store& store) {
  const Regression found = regression_of(store, options.regression);
  if (found.commit_before.empty() || found.commit_after.empty()) {
    throw Error(Exit::usage, fmt::format("regression #{}: its blame range has no commit at {}; give BENCHMARK GOOD BAD",
                                         found.id, found.commit_before.empty() ? "its start" : "its end"));
  }
  const std::vector<StoredSeries> series = store.history().series();
  const auto its =
      std::find_if(series.begin(), series.end(), [&](const StoredSeries& s) { return s.id == found.series; });
  const bool is_counted = its != series.end() && its->series.mode == "insn";
  if (its == series.end() || !(its->series.primary || is_counted) || its->series.impl != "own") {
    throw Error(Exit::usage, fmt::format("regression #{}: only the first metric of the project's own benchmarks, and "
                                         "counts, can be bisected",
                                         found.id));
  }
  if (is_counted) options.question.metric = its->series.metric;
  options.question.benchmark = its->series.benchmark;
  options.question.good = found.commit_before;
  options.question.bad = found.commit_after;
  if (options.question.common.lanes.empty()) options.question.common.lanes = {its->series.lane};
  return found;
}

// The blame range stays as it is: by it the gate knows its regression again.
void remember(Store& store, Regression r, const BisectScreen& screen) {
  const LineCommit& found = screen.line[screen.last];
  const std::string what = fmt::format("brought by {} {}", short_commit(found.id), found.subject);
  r.note += (r.note.empty() ? "" : "; ") + what;
  r.changed_ns = now_ns();
  const std::int64_t session = screen.against_parent ? screen.against_parent->session : screen.ends.session;
  store.history().save(r, {r.id, r.changed_ns, r.state, session, "bisect", what});
}

void refuse_mistakes(const BisectOptions& o) {
  if (o.regression == 0 && (o.question.benchmark.empty() || o.question.good.empty()))
    throw Error(Exit::usage, "which change? swarmperf bisect BENCHMARK GOOD [BAD], or --regression ID");
  if (o.regression != 0 && !o.question.benchmark.empty())
    throw Error(Exit::usage, "--regression says which benchmark and which commits: give no others");
  const bool is_time = o.question.metric == "time";
  if (o.regression != 0 && !is_time) throw Error(Exit::usage, "--regression says which metric: leave out --metric");
  if (!o.question.tolerance.empty() && !is_time)
    throw Error(Exit::usage, "--tolerance is of times: of instructions 1 % counts, of allocations each one");
  if (!o.question.tolerance.empty()) parse_share(o.question.tolerance, "--tolerance");
  o.question.common.refuse_mistakes();
}

Exit bisect(BisectOptions options) {
  refuse_mistakes(options);
  Progress progress(options.question.common.quiet);
  const auto store = open_sqlite(store_path(options.question.common), Access::write);
  std::optional<Regression> regression;
  if (options.regression != 0) regression = take_regression(options, *store);
  const BisectScreen screen = bisect_search(options.question, *store, progress);
  if (regression && screen.exit == Exit::ok) remember(*store, *regression, screen);
  progress.clear();
  fmt::print("{}", options.question.common.json ? as_json(screen) : as_text(screen));
  return screen.exit;
}

VERB("bisect", "Find the commit that brought a change, measuring each as a twin of the good one", [](CLI::App& app) {
  auto options = std::make_shared<BisectOptions>();
  app.add_option("benchmark", options->question.benchmark, "its whole name");
  app.add_option("good", options->question.good, "a ref from before the change");
  app.add_option("bad", options->question.bad, "a ref that has it (default: HEAD)");
  app.add_option(
      "--regression", options->regression,
      "take benchmark, lane and commits from this one of swarmperf regressions, and note there what is found");
  app.add_option("--tolerance", options->question.tolerance,
                 "what the two ends must differ by (default: 5%, or bench.toml of the good one)");
  app.add_option("--metric", options->question.metric,
                 "what changed: time (default), instructions or allocations, which are counted without noise")
      ->check(CLI::IsMember({"time", "instructions", "allocations"}));
  app.add_flag("--resume", options->question.resume,
               "go on with a bisect that was interrupted: what it told of these builds is not measured again");
  app.add_option("--lanes", options->question.common.lanes, "the lane to run in (default: the best of the suite)")
      ->delimiter(',')
      ->allow_extra_args(false);
  options->question.common.add_measuring(app);
  options->question.common.add_store(app);
  options->question.common.add_output(app);
  return [options] { return bisect(*options); };
});

}  // namespace
}  // namespace cli
