#include "harness/plan/counted.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "harness/exact/benchmark_loop.h"

namespace harness {
namespace {

constexpr const char* marked_function = "swarmperf_batch";  // docs/suite-protocol.md
constexpr double wanted_s = 0.001;
constexpr double least_time_s = 0.05;  // of Google Benchmark's last try, under the counter

bool is_command(const Arm& arm) { return arm.suite.kind == "command"; }
// Of a suite that declares nothing it is taken for granted; what is none shows no loop.
bool is_google_benchmark(const Arm& arm) { return !is_command(arm) && !arm.listing.declared; }

Extent extent_of(const Arm& arm) {
  if (is_command(arm)) return {};
  return is_google_benchmark(arm) ? benchmark_loop() : Extent{.inside = marked_function, .from = "", .until = ""};
}

LaunchRequest request_for(const Arm& arm, const Benchmark& benchmark, std::int64_t operations) {
  LaunchRequest request;
  request.benchmarks = {benchmark};
  request.lane_arguments = arm.lane_arguments;
  request.iterations = operations;
  request.min_time_s = least_time_s;
  return request;
}

// A launch, and the files that the counter writes.
struct Counted {
  Counted(const Arm& its_arm, const Benchmark& benchmark, std::int64_t operations)
      : arm(its_arm), launch(arm.suite, arm.listing, request_for(arm, benchmark, operations)), file(temporary_file()) {}
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() {
    std::error_code none;
    for (const std::string& each : written(extent_of(arm), file)) std::filesystem::remove(each, none);
    std::filesystem::remove(file, none);
  }
  const Arm& arm;
  PreparedLaunch launch;
  std::string file;
};

std::vector<std::pair<const Arm*, const Benchmark*>> sides_of(const Task& task) {
  std::vector<std::pair<const Arm*, const Benchmark*>> sides = {{task.base_arm, &task.base}};
  if (task.head_arm != nullptr) sides.emplace_back(task.head_arm, &task.head);
  return sides;
}

Counts read(const std::string& file) {
  std::ifstream written(file);
  return read_counts(written);
}

// What one operation cost, of a launch that did so many.
Counts counts_of(const Counted& counted, const Benchmark& benchmark, std::int64_t operations) {
  const std::vector<std::string> files = written(extent_of(counted.arm), counted.file);
  if (files.empty()) {
    throw std::runtime_error(
        "the counter does not see where its loop starts and ends: it is no Google Benchmark "
        "executable itself, or holds the library without symbols");
  }
  const Counts last = read(files.back());
  if (!is_google_benchmark(counted.arm)) return per_operation(last, operations);
  const bool is_tried = files.size() > 1 && benchmark.name.find("/iterations:") == std::string::npos;
  return per_iteration(is_tried ? std::optional(read(files.front())) : std::nullopt, last, operations);
}

Sample sample_of(Series timed, const char* metric, std::int64_t operations, double value) {
  Sample sample;
  sample.series = std::move(timed);
  sample.series.metric = sample.series.unit = metric;
  sample.series.better = "less";
  sample.series.kind = "count";
  sample.series.mode = "insn";
  sample.series.exact = sample.series.judged = true;
  sample.series.primary = false;
  sample.iterations = operations;
  sample.values = {value};
  return sample;
}

// Puts counts in the place of times, which mean nothing under the counter.
CountedLaunch with_counts(Launch launch, const Counted& counted, const Benchmark& benchmark) {
  launch.mode = "insn";
  launch.peak_rss_bytes = 0;  // the counter's, not the program's
  if (!launch.failure.empty()) return {std::move(launch), {}};
  const Sample timed = launch.samples.at(0);
  launch.samples.clear();
  try {
    Counts one = counts_of(counted, benchmark, timed.iterations);
    launch.samples.push_back(sample_of(timed.series, counted_metrics[0], timed.iterations, one.instructions));
    launch.samples.push_back(sample_of(timed.series, counted_metrics[1], timed.iterations, one.allocations));
    return {std::move(launch), std::move(one.by_function)};
  } catch (const std::runtime_error& error) {
    launch.failure = error.what();
    return {std::move(launch), {}};
  }
}

}  // namespace

std::string uncountable(const Task& task) {
  for (const auto& [arm, benchmark] : sides_of(task)) {
    if (is_command(*arm)) continue;
    if (!benchmark->twin) return "it uses threads or the wall clock";
    if (!arm->listing.lane.starts_with("native")) return arm->listing.lane + " is not native code";
    if (arm->listing.lane == "native/avx512") return "the counter knows no AVX-512";
    if (!is_google_benchmark(*arm) && !(arm->listing.fixed_iterations && arm->listing.marks_batches)) {
      return "its suite does not mark what it times (docs/suite-protocol.md)";
    }
  }
  return "";
}

std::int64_t counted_operations(const Task& task, const Effort& effort) {
  return std::max<std::int64_t>(1, std::llround(double(task.iterations) * wanted_s / effort.batch_s));
}

std::vector<CountedLaunch> launch_counted(const Task& task, std::int64_t round, std::int64_t operations) {
  const auto sides = sides_of(task);
  std::vector<std::unique_ptr<Counted>> all;
  std::vector<Command> commands;
  std::vector<Limits> limits;
  for (const auto& [arm, benchmark] : sides) {
    all.push_back(std::make_unique<Counted>(*arm, *benchmark, operations));
    commands.push_back(all.back()->launch.command());
    commands.back().added["LD_BIND_NOW"] = "1";  // else the first call of a library's function looks it up inside
    commands.back().arguments = counted(commands.back().arguments, extent_of(*arm), all.back()->file);
    limits.push_back(all.back()->launch.limits());
    limits.back().watched_file.clear();
  }
  const std::vector<Outcome> outcomes = run_all(commands, limits);
  std::vector<CountedLaunch> launches;
  for (std::size_t side = 0; side < all.size(); ++side) {
    Launch launch = all[side]->launch.finish(outcomes[side]);
    launch.round = round;
    launch.side = all.size() == 1 ? "solo" : side == 0 ? "base" : "head";
    launch.slot = int(side);
    launches.push_back(with_counts(std::move(launch), *all[side], *sides[side].second));
  }
  return launches;
}

}  // namespace harness
