#include "harness/plan/overlap.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace harness {
namespace {

constexpr double shared_batch = 0.5;  // a batch counts from this share of it on
constexpr double least_overlap = 0.5;
constexpr double most_steal = 0.1;

struct Window {
  double start_s, end_s;
};

double shared_s(const Window& of, const Window& with) {
  return std::max(0.0, std::min(of.end_s, with.end_s) - std::max(of.start_s, with.start_s));
}

Window measured(const Launch& launch) { return {launch.batches.front().start_s, launch.batches.back().end_s}; }
Window process(const Launch& launch) {
  return {double(launch.started_ns) * 1e-9, double(launch.started_ns + launch.elapsed_ns) * 1e-9};
}

void drop_what_ran_alone(Launch& launch, const Window& other) {
  std::vector<bool> shared;
  for (const Launch::Batch& b : launch.batches) {
    shared.push_back(shared_s({b.start_s, b.end_s}, other) >= shared_batch * (b.end_s - b.start_s));
  }
  const auto left = std::size_t(std::count(shared.begin(), shared.end(), true));
  if (left == 0 || left == shared.size()) return;
  for (Sample& sample : launch.samples) {
    if (sample.values.size() != shared.size()) continue;  // a metric of the whole launch
    std::vector<double> values;
    for (std::size_t i = 0; i < shared.size(); ++i) {
      if (shared[i]) values.push_back(sample.values[i]);
    }
    sample.values = std::move(values);
  }
}

}  // namespace

void share_time(Launch& a, Launch& b) {
  const bool known = !a.batches.empty() && !b.batches.empty();
  const Window of_a = known ? measured(a) : process(a), of_b = known ? measured(b) : process(b);
  const double both_s = shared_s(of_a, of_b);
  a.overlap = both_s / std::max(1e-9, of_a.end_s - of_a.start_s);
  b.overlap = both_s / std::max(1e-9, of_b.end_s - of_b.start_s);
  if (!known) return;
  drop_what_ran_alone(a, of_b);
  drop_what_ran_alone(b, of_a);
}

std::string disturbance(const Launch& a, const Launch& b) {
  const double steal = std::max(a.steal.value_or(0), b.steal.value_or(0));
  if (steal > most_steal) return fmt::format("the host took {:.0f} % of the core's time", 100 * steal);
  if (a.pairing != "twin") return "";
  // Of the shorter launch: the longer one of a true difference must run alone for a while.
  const double overlap = std::max(a.overlap.value_or(1), b.overlap.value_or(1));
  if (overlap < least_overlap) return fmt::format("the arms shared only {:.0f} % of their time", 100 * overlap);
  return "";
}

}  // namespace harness
