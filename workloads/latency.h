// What benchmarks of latencies share; nothing else reads a clock here.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace workloads {

// A clock that never goes back.
inline std::uint64_t now_ns() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::uint64_t(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

// The value below which `share` of them lie; 0 of none.
inline double percentile(std::vector<std::uint64_t> values, double share) {
  if (values.empty()) return 0;
  const auto at = values.begin() + std::ptrdiff_t(share * double(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return double(*at);
}

}  // namespace workloads
