#include "harness/plan/counted.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <utility>

#include "harness/exact/callgrind.h"

namespace harness {
namespace {

constexpr const char* marked_function = "swarmperf_batch";  // docs/suite-protocol.md
constexpr double wanted_s = 0.001;

LaunchRequest request_for(const Arm& arm, const Benchmark& benchmark, std::int64_t operations) {
  LaunchRequest request;
  request.benchmarks = {benchmark};
  request.lane_arguments = arm.lane_arguments;
  request.iterations = operations;
  return request;
}

// A launch, and the file that the counter writes.
struct Counted {
  Counted(const Arm& arm, LaunchRequest request)
      : launch(arm.suite, arm.listing, std::move(request)), file(temporary_file()) {}
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() {
    std::error_code none;
    std::filesystem::remove(file, none);
  }
  PreparedLaunch launch;
  std::string file;
};

std::vector<std::pair<const Arm*, const Benchmark*>> sides_of(const Task& task) {
  std::vector<std::pair<const Arm*, const Benchmark*>> sides = {{task.base_arm, &task.base}};
  if (task.head_arm != nullptr) sides.emplace_back(task.head_arm, &task.head);
  return sides;
}

bool is_command(const Arm& arm) { return arm.suite.kind == "command"; }

// In the place of times, which mean nothing under the counter.
void take_counts(Launch& launch, const std::string& file, std::int64_t operations) {
  launch.mode = "insn";
  launch.peak_rss_bytes = 0;  // the counter's, not the program's
  if (!launch.failure.empty()) return;
  const Series timed = launch.samples.at(0).series;
  launch.samples.clear();
  try {
    std::ifstream written(file);
    const Counts counts = read_counts(written);
    const double values[] = {counts.instructions, counts.allocations};
    for (std::size_t i = 0; i < std::size(counted_metrics); ++i) {
      Sample sample;
      sample.series = timed;
      sample.series.metric = sample.series.unit = counted_metrics[i];
      sample.series.better = "less";
      sample.series.kind = "count";
      sample.series.mode = "insn";
      sample.series.exact = sample.series.judged = true;
      sample.series.primary = false;
      sample.iterations = operations;
      sample.values = {values[i] / double(operations)};
      launch.samples.push_back(std::move(sample));
    }
  } catch (const std::runtime_error& error) {
    launch.failure = error.what();
  }
}

}  // namespace

std::string uncountable(const Task& task) {
  for (const auto& [arm, benchmark] : sides_of(task)) {
    if (is_command(*arm)) continue;
    if (!benchmark->twin) return "it uses threads or the wall clock";
    if (!arm->listing.lane.starts_with("native")) return arm->listing.lane + " is not native code";
    if (arm->listing.lane == "native/avx512") return "the counter knows no AVX-512";
    if (!arm->listing.fixed_iterations || !arm->listing.marks_batches) {
      return "its suite does not mark what it times (docs/suite-protocol.md)";
    }
  }
  return "";
}

std::int64_t counted_operations(const Task& task, const Effort& effort) {
  return std::max<std::int64_t>(1, std::llround(double(task.iterations) * wanted_s / effort.batch_s));
}

std::vector<Launch> launch_counted(const Task& task, std::int64_t round, std::int64_t operations) {
  std::vector<std::unique_ptr<Counted>> all;
  std::vector<Command> commands;
  for (const auto& [arm, benchmark] : sides_of(task)) {
    all.push_back(std::make_unique<Counted>(*arm, request_for(*arm, *benchmark, operations)));
    commands.push_back(all.back()->launch.command());
    commands.back().arguments =
        counted(commands.back().arguments, is_command(*arm) ? "" : marked_function, all.back()->file);
  }
  Limits limits = all[0]->launch.limits();
  limits.watched_file.clear();
  const std::vector<Outcome> outcomes = run_all(commands, limits);
  std::vector<Launch> launches;
  for (std::size_t side = 0; side < all.size(); ++side) {
    launches.push_back(all[side]->launch.finish(outcomes[side]));
    launches[side].round = round;
    launches[side].side = all.size() == 1 ? "solo" : side == 0 ? "base" : "head";
    launches[side].slot = int(side);
    take_counts(launches[side], all[side]->file, operations);
  }
  return launches;
}

}  // namespace harness
