#include "harness/trend/steps.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/stats/summary.h"
#include "harness/trend/alarm.h"
#include "harness/trend/dependence.h"

namespace trend {
namespace {

constexpr std::array<std::size_t, 2> half_windows = {15,
                                                     5};  // of the running medians that the first residuals are from
constexpr double narrow_must_gain = 10;                   // in log-likelihood: a narrow window has more to choose from
constexpr std::size_t shortest_side = 3;                  // of a refined position
constexpr int rounds = 3;                                 // of learning the density
constexpr int dependence_rounds = 2;
constexpr double dependence_power = 0.6;  // of the inflation: levels that were missed inflate it too
constexpr double position_drop = 3;       // of the log-likelihood, for the interval of the position

// Residuals around the running median: levels that change are followed, whatever they are.
std::vector<double> around_running_median(std::span<const double> y, std::size_t widest) {
  const std::size_t n = y.size(), half = std::min(widest, n / 4);
  std::vector<double> window(y.begin(), y.begin() + long(half));
  std::sort(window.begin(), window.end());
  std::vector<double> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (i + half < n) window.insert(std::upper_bound(window.begin(), window.end(), y[i + half]), y[i + half]);
    if (i > half) window.erase(std::lower_bound(window.begin(), window.end(), y[i - half - 1]));
    const std::size_t m = window.size();
    out[i] = y[i] - 0.5 * (window[(m - 1) / 2] + window[m / 2]);
  }
  return out;
}

double level_of(std::span<const double> y, std::size_t begin, std::size_t end) {
  return stats::median(y.subspan(begin, end - begin));
}

std::vector<double> residuals(std::span<const double> y, const Starts& starts) {
  std::vector<double> out(y.size());
  for_segments(starts, y.size(), [&](std::size_t begin, std::size_t end) {
    const double level = level_of(y, begin, end);
    for (std::size_t i = begin; i < end; ++i) out[i] = y[i] - level;
  });
  return out;
}

// Segments that are too short for a level join the neighbour whose level is nearer.
void join_short(std::span<const double> y, Starts& starts) {
  for (std::size_t k = 0; k <= starts.size() && !starts.empty();) {
    const std::size_t begin = k == 0 ? 0 : starts[k - 1], end = k < starts.size() ? starts[k] : y.size();
    if (end - begin >= shortest_segment) {
      ++k;
      continue;
    }
    std::size_t drop = k;  // the change at the segment's end
    if (k == starts.size()) {
      drop = k - 1;
    } else if (k > 0) {
      const std::size_t before = k == 1 ? 0 : starts[k - 2], after = k + 1 < starts.size() ? starts[k + 1] : y.size();
      const double level = level_of(y, begin, end);
      if (std::abs(level - level_of(y, before, begin)) < std::abs(level - level_of(y, end, after))) drop = k - 1;
    }
    starts.erase(starts.begin() + long(drop));
    k = 0;
  }
}

// Stops where it comes upon `known`, from where it could only repeat what is known.
Segments segments_from(std::span<const double> y, double finest, double penalty, std::size_t half_window,
                       const Segments* known) {
  Segments s;
  s.noise = around_running_median(y, half_window);
  for (int round = 0; round < rounds; ++round) {
    const Density density(s.noise, finest);
    Starts starts = cheapest_levels(Grid(y, density), density, penalty);
    join_short(y, starts);
    const bool settled = round > 0 && starts == s.starts;
    s.starts = std::move(starts);
    if (known != nullptr && s.starts == known->starts) return *known;
    s.noise = residuals(y, s.starts);
    if (settled) break;
  }
  return s;
}

// A wide window leaves a short level among the residuals, where it looks like a mode of the noise; a narrow one follows
// what is only noise. Both are tried, and the cheaper tells the series.
Segments segments_at(std::span<const double> y, double finest, double penalty) {
  Segments best;
  double least = 0;
  for (const std::size_t half_window : half_windows) {
    const bool first = half_window == half_windows[0];
    Segments s = segments_from(y, finest, penalty, half_window, first ? nullptr : &best);
    const double price = own_cost(s.noise, finest) + penalty * double(s.starts.size());
    if (!first && price + narrow_must_gain >= least) continue;
    least = price;
    best = std::move(s);
  }
  return best;
}

double dependence(const Segments& s) { return std::pow(inflation(s.noise, s.starts), dependence_power); }

}  // namespace

Segments find_segments(std::span<const double> y, double finest) {
  const double penalty = alarm_threshold + std::log(double(y.size()));
  Segments s = segments_at(y, finest, penalty);
  double used = 1;
  for (int round = 0; round < dependence_rounds && !s.starts.empty(); ++round) {
    const double seen = dependence(s);
    if (seen <= used * 1.02) break;
    used = seen;
    s = segments_at(y, finest, penalty * used);
  }
  s.dependence = std::max(used, s.starts.empty() ? dependence(s) : used);
  s.cost = own_cost(s.noise, finest);
  return s;
}

std::vector<Step> keep_strong(std::span<const double> y, double finest, Segments& s) {
  while (!s.starts.empty()) {
    const Density density(s.noise, finest);
    const Grid grid(y, density);
    std::vector<Step> steps;
    for (std::size_t k = 0; k < s.starts.size(); ++k) {
      const std::size_t begin = k == 0 ? 0 : s.starts[k - 1],
                        end = k + 1 < s.starts.size() ? s.starts[k + 1] : y.size();
      const Split split = best_split(grid, density, begin, end, shortest_side);
      const std::size_t shorter = std::min(s.starts[k] - begin, end - s.starts[k]);
      Step step{split.position, split.position, split.position,
                split.gain / threshold(y.size(), s.dependence, shorter)};
      const double least = split.gain - position_drop * s.dependence;
      for (std::size_t i = 0; i < split.profile.size(); ++i) {
        if (split.profile[i] == 0 || double(split.profile[i]) < least) continue;
        step.lo = std::min(step.lo, begin + i);
        step.hi = std::max(step.hi, begin + i);
      }
      steps.push_back(step);
    }
    const auto weakest =
        std::min_element(steps.begin(), steps.end(), [](const Step& l, const Step& r) { return l.gain < r.gain; });
    if (weakest->gain >= 1) return steps;
    s.starts.erase(s.starts.begin() + (weakest - steps.begin()));
    s.noise = residuals(y, s.starts);
    s.cost = own_cost(s.noise, finest);
  }
  return {};
}

}  // namespace trend
