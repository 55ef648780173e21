// What the tables share: their grid, seeds and the uncertainty of a counted share.
#include "harness/validate/study.h"

#include <algorithm>
#include <cmath>

namespace validate {

const std::vector<double> spreads = {0.01, 0.02, 0.03, 0.045, 0.06};
const std::vector<double> changes = {-0.10, 0, 0.01, 0.02, 0.03, 0.05, 0.06, 0.10};
const std::vector<double> peer_changes = {0, 0.02, 0.03, 0.05, 0.10};
const std::vector<std::size_t> coverage_pairs = {8, 12, 20, 40};

Share& Share::operator+=(const Share& other) {
  hits += other.hits;
  of += other.of;
  return *this;
}

Range wilson(const Share& share, double z) {
  if (share.of == 0) return {0, 1};
  const double n = double(share.of), p = share.value();
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace validate
