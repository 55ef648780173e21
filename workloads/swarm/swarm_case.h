// What the benchmarks of the swarm share: one operation is `tasks_per_op` tasks, whose outcome must be the serial one.
#pragma once

#include <algorithm>
#include <chrono>

#include "harness/bench/bench.h"
#include "workloads/swarm/swarm.h"

namespace workloads::swarm {

inline constexpr std::uint64_t tasks_per_op = 200, swarm_seed = 7;

inline std::uint64_t now_ns() {
  return std::uint64_t(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
          .count());
}

inline double percentile(std::vector<std::uint64_t> values, double share) {
  if (values.empty()) return 0;
  const auto at = values.begin() + std::ptrdiff_t(share * double(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return double(*at);
}

inline const bench::Metric latency_p50 = {.name = "latency_p50_ns", .unit = "ns", .kind = bench::Kind::time};
inline const bench::Metric latency_p99 = {.name = "latency_p99_ns", .unit = "ns", .kind = bench::Kind::time};

inline auto swarm_op(std::shared_ptr<Swarm> swarm) {
  return bench::op([swarm] { return swarm->run(tasks_per_op); })
      .items(double(tasks_per_op))
      .metric("latency_p50_ns", [swarm] { return percentile(swarm->latencies(), 0.50); })
      .metric("latency_p99_ns", [swarm] { return percentile(swarm->latencies(), 0.99); })
      .expect([want = serial_outcome(tasks_per_op, swarm_seed)](const Outcome& got) -> std::string {
        if (got == want) return "";
        return std::to_string(got.tasks) + " tasks, checksum " + std::to_string(got.checksum) + ", want " +
               std::to_string(want.tasks) + " and " + std::to_string(want.checksum);
      });
}

}  // namespace workloads::swarm
