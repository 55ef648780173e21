// The harness against /bin/sh: the same processes, started one after the other.
#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "harness/error.h"
#include "harness/plan/controls.h"
#include "harness/plan/deferred.h"
#include "harness/study/study.h"
#include "harness/suite/process.h"

namespace study {
namespace {

using namespace harness;
using Clock = std::chrono::steady_clock;

constexpr std::size_t block = 20;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Written to a file as the harness's launches are, and removed likewise.
std::string loop(const Task& task, std::size_t launches) {
  return fmt::format(
      "out=$(mktemp); i=0; while [ $i -lt {} ]; do '{}' '--benchmark_filter=^({})$' --benchmark_out=$out "
      "--benchmark_out_format=json --iterations={} --batches={} > /dev/null 2> /dev/null || exit 1; "
      "i=$((i + 1)); done; rm -f $out",
      launches, task.base_arm->suite.command[0], task.base.suite_name, task.iterations, task.batches);
}

}  // namespace

Overhead overhead(std::size_t launches, int core, Random& random, const std::function<void(const Launch&)>& keep,
                  const Say& say) {
  std::vector<std::unique_ptr<Arm>> arms;
  auto task = control_task("compute", 0, 0, arms);
  if (!task) throw Error(Exit::benchmark, "no control suite beside swarmperf");
  const Launch first = pilot(*task, {}, core, random);
  if (!first.failure.empty()) throw Error(Exit::benchmark, task->base.name + ": " + first.failure);
  Overhead found{.launches = (launches + block - 1) / block * block, .harness_s = 0, .shell_s = 0};
  for (std::size_t done = 0; done < found.launches; done += block) {
    say(fmt::format("{} of {} launches", done, found.launches));
    auto start = Clock::now();
    Deferred keeping;
    for (std::size_t i = 0; i < block; ++i) {
      Launch launch = launch_alone(*task, std::int64_t(done + i), core, random, [&] { keeping.now(); });
      keeping.set([&keep, launch = std::move(launch)] { keep(launch); });
    }
    keeping.now();
    found.harness_s += seconds_since(start);
    Command shell;
    shell.arguments = {"/bin/sh", "-c", loop(*task, block)};
    shell.cores = {core};
    start = Clock::now();
    const Outcome outcome = run(shell, Limits{600, "", 0});
    found.shell_s += seconds_since(start);
    if (outcome.exit != 0) throw Error(Exit::benchmark, "the shell loop failed: " + outcome.errors);
  }
  return found;
}

}  // namespace study
