#include "harness/trend/density.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "harness/stats/summary.h"

namespace trend {
namespace {

constexpr double share_of_outliers = 0.05;  // spread evenly over the range
constexpr int steps_per_width = 3;          // grid steps in one width of the kernel
constexpr int margin = 11;                  // steps beyond which the kernel is nothing
constexpr long widest_reach = 4000;
constexpr double farthest_step = 1e15;  // whole numbers that a double holds with something to spare
constexpr long cells = 2048;            // of OwnCosts: 300 widths to either side

// Silverman's factor on the smaller of two robust spreads, which several modes widen. Where most values are equal both
// are nearly 0, and the width would be that of the clock: a part of the outer spread bounds it.
double kernel_width(std::vector<double> sorted) {
  std::sort(sorted.begin(), sorted.end());
  const std::size_t n = sorted.size();
  const auto quantile = [&](double q) { return sorted[std::size_t(q * double(n - 1) + 0.5)]; };
  const double quartiles = (quantile(0.75) - quantile(0.25)) / 1.349;
  const double outer = (quantile(0.9) - quantile(0.1)) / 2.563;
  const double deviations = stats::robust_spread(sorted);
  const double inner =
      deviations > 0 && quartiles > 0 ? std::min(deviations, quartiles) : std::max(deviations, quartiles);
  return 0.9 * std::max(inner, 0.35 * outer) * std::pow(double(n), -0.2);
}

using Kernel = std::array<double, 2 * margin + 1>;

Kernel make_kernel() {
  Kernel kernel{};
  for (int k = -margin; k <= margin; ++k) {
    const double x = double(k) / steps_per_width;
    kernel[std::size_t(k + margin)] = std::exp(-0.5 * x * x) / (steps_per_width * std::sqrt(2 * std::numbers::pi));
  }
  return kernel;
}

}  // namespace

long on_grid(double value, double step) { return std::lround(std::clamp(value / step, -farthest_step, farthest_step)); }

Density::Density(std::span<const double> residuals, double finest) {
  step_ = std::max(kernel_width({residuals.begin(), residuals.end()}) / steps_per_width, finest);
  double farthest = 0;
  for (const double r : residuals) farthest = std::max(farthest, std::abs(r));
  reach_ = std::min(on_grid(farthest, step_), widest_reach) + margin + 1;
  const auto size = std::size_t(2 * reach_ + 1);
  std::vector<double> counts(size, 0.0), smooth(size, 0.0);
  for (const double r : residuals) {
    const long at = on_grid(r, step_) + reach_;
    if (at >= margin && at < long(size) - margin) counts[std::size_t(at)] += 1 / double(residuals.size());
  }
  const Kernel kernel = make_kernel();
  for (std::size_t i = margin; i + margin < size; ++i) {
    if (counts[i] == 0) continue;
    for (std::size_t k = 0; k <= 2 * margin; ++k) smooth[i + k - margin] += counts[i] * kernel[k];
  }
  const double even = share_of_outliers / double(size);
  floor_ = float(-std::log(even));
  table_.reserve(size);
  for (const double density : smooth) {
    table_.push_back(density == 0 ? floor_ : float(-std::log((1 - share_of_outliers) * density + even)));
  }
  reversed_.assign(table_.rbegin(), table_.rend());
}

void Density::costs(long value, long first, std::span<float> out) const {
  // Level first + m leaves the residual value - first - m, which stands at reach - (value - first) + m when reversed.
  const long from = reach_ - (value - first);
  const long size = long(reversed_.size()), count = long(out.size());
  const long begin = std::clamp(-from, 0L, count), end = std::clamp(size - from, begin, count);
  std::fill(out.begin(), out.begin() + begin, floor_);
  if (end > begin) std::copy_n(reversed_.begin() + (from + begin), end - begin, out.begin() + begin);
  std::fill(out.begin() + end, out.end(), floor_);
}

double own_cost(std::span<const double> residuals, double finest) {
  const Density density(residuals, finest);
  double sum = 0;
  for (const double r : residuals) sum += double(density.cost(on_grid(r, density.step())));
  return sum + double(residuals.size()) * std::log(density.step());
}

OwnCosts::OwnCosts(std::span<const double> residuals, double finest)
    : step_(std::max(kernel_width({residuals.begin(), residuals.end()}) / steps_per_width, finest)),
      counts_(std::size_t(cells + 2 * margin), 0.0F) {}

double OwnCosts::operator()(std::span<const double> row) {
  static const Kernel kernel = make_kernel();
  const double level = stats::median(row), share = 1 / double(row.size());
  constexpr double even = share_of_outliers / double(cells);
  double sum = 0;
  at_.clear();
  for (const double v : row) {
    const long cell = on_grid(v - level, step_) + cells / 2;
    if (cell < 0 || cell >= cells) {
      sum -= std::log(even);
      continue;
    }
    if (counts_[std::size_t(cell + margin)]++ == 0) at_.push_back(cell);
  }
  for (const long cell : at_) {
    double density = 0;
    for (std::size_t k = 0; k < kernel.size(); ++k) density += kernel[k] * double(counts_[std::size_t(cell) + k]);
    sum -= double(counts_[std::size_t(cell + margin)]) * std::log((1 - share_of_outliers) * share * density + even);
  }
  for (const long cell : at_) counts_[std::size_t(cell + margin)] = 0;
  return sum;
}

}  // namespace trend
