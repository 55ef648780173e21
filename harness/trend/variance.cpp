#include "harness/trend/variance.h"

#include <algorithm>
#include <cmath>

#include "harness/trend/dependence.h"

namespace trend {
namespace {

constexpr std::size_t shortest = 15;
constexpr double error = 0.01;
constexpr double position_drop = 0.9;  // of the excursion, for the interval of the position

void search(std::span<const double> distances, std::size_t offset, double level, std::vector<SpreadChange>& out) {
  const std::size_t n = distances.size();
  if (n < 2 * shortest) return;
  const std::vector<double> ranks = centred_ranks(distances);
  double square = 0;
  for (const double r : ranks) square += r * r;
  if (square == 0) return;
  const double scale = 1 / std::sqrt(square * inflation(distances, {}));
  std::vector<double> excursion(n, 0.0);
  double sum = 0;
  std::size_t best = 0;
  for (std::size_t i = 1; i < n; ++i) {
    sum += ranks[i - 1];
    excursion[i] = std::abs(sum) * scale;
    if (i >= shortest && i + shortest <= n && (best == 0 || excursion[i] > excursion[best])) best = i;
  }
  const double p = bridge_tail(excursion[best]);
  if (p > level) return;
  SpreadChange change{offset + best, offset + best, offset + best, p};
  for (std::size_t i = 1; i < n; ++i) {
    if (excursion[i] < position_drop * excursion[best]) continue;
    change.lo = std::min(change.lo, offset + i);
    change.hi = std::max(change.hi, offset + i);
  }
  search(distances.first(best), offset, level / 2, out);
  out.push_back(change);
  search(distances.subspan(best), offset + best, level / 2, out);
}

}  // namespace

double bridge_tail(double x) {
  if (x < 0.2) return 1;
  double sum = 0;
  for (int k = 1; k <= 20; ++k) sum += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * x * x);
  return std::clamp(sum, 0.0, 1.0);
}

std::vector<SpreadChange> find_spread_changes(std::span<const double> residuals) {
  std::vector<double> distances;
  for (const double r : residuals) distances.push_back(std::abs(r));
  std::vector<SpreadChange> out;
  search(distances, 0, error, out);
  return out;
}

}  // namespace trend
