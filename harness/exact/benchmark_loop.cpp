#include "harness/exact/benchmark_loop.h"

#include <stdexcept>

namespace harness {
namespace {

constexpr const char* start = "benchmark::State::StartKeepRunning()";
constexpr const char* finish = "benchmark::State::FinishKeepRunning()";
constexpr const char* pause = "benchmark::State::PauseTiming()";

}  // namespace

Extent benchmark_loop() { return {.inside = "", .from = start, .until = finish}; }

Counts per_iteration(const std::optional<Counts>& first, const Counts& last, std::int64_t iterations) {
  if (last.calls.contains(pause)) {
    throw std::runtime_error("it stops its clock inside of its loop, which does not stop the counter");
  }
  Counts loop = last;
  if (const auto starting = last.inclusive.find(start); starting != last.inclusive.end()) {
    loop.instructions -= starting->second;
  }
  Counts one = per_operation(loop, iterations);
  if (first && iterations > 1) one.allocations = (last.allocations - first->allocations) / double(iterations - 1);
  return one;
}

}  // namespace harness
