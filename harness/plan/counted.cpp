#include "harness/plan/counted.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "harness/exact/callgrind.h"

namespace harness {
namespace {

constexpr const char* marked_function = "swarmperf_batch";  // docs/suite-protocol.md
constexpr double wanted_s = 0.001;

struct CountFile {
  std::string path;
  explicit CountFile(const std::string& made) : path(made) {}
  CountFile(const CountFile&) = delete;
  CountFile& operator=(const CountFile&) = delete;
  ~CountFile() {
    std::error_code none;
    std::filesystem::remove(path, none);
  }
};

PreparedLaunch prepared(const Arm& arm, const Benchmark& benchmark, std::int64_t operations) {
  LaunchRequest request;
  request.benchmarks = {benchmark};
  request.lane_arguments = arm.lane_arguments;
  request.iterations = operations;
  return PreparedLaunch(arm.suite, arm.listing, request);
}

bool is_command(const Arm& arm) { return arm.suite.kind == "command"; }

// In the place of times, which mean nothing under the counter.
void take_counts(Launch& launch, const std::string& file, std::int64_t operations) {
  launch.mode = "insn";
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
  for (const auto& [arm, benchmark] : {std::pair{task.base_arm, &task.base}, {task.head_arm, &task.head}}) {
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

std::array<Launch, 2> launch_counted(const Task& task, std::int64_t round, std::int64_t operations) {
  const PreparedLaunch base = prepared(*task.base_arm, task.base, operations);
  const PreparedLaunch head = prepared(*task.head_arm, task.head, operations);
  const PreparedLaunch* const both[] = {&base, &head};
  const CountFile files[] = {CountFile(temporary_file()), CountFile(temporary_file())};
  std::vector<Command> commands;
  for (std::size_t side = 0; side < 2; ++side) {
    commands.push_back(both[side]->command());
    const bool whole = is_command(side == 0 ? *task.base_arm : *task.head_arm);
    commands[side].arguments = counted(commands[side].arguments, whole ? "" : marked_function, files[side].path);
  }
  Limits limits = base.limits();
  limits.watched_file.clear();
  const std::vector<Outcome> outcomes = run_all(commands, limits);
  std::array<Launch, 2> launches;
  for (std::size_t side = 0; side < 2; ++side) {
    launches[side] = both[side]->finish(outcomes[side]);
    launches[side].round = round;
    launches[side].side = side == 0 ? "base" : "head";
    launches[side].slot = int(side);
    take_counts(launches[side], files[side].path, operations);
  }
  return launches;
}

}  // namespace harness
