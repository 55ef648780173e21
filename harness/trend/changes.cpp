#include "harness/trend/changes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/stats/summary.h"
#include "harness/trend/alarm.h"
#include "harness/trend/dependence.h"
#include "harness/trend/drift.h"
#include "harness/trend/spikes.h"
#include "harness/trend/steps.h"
#include "harness/trend/variance.h"

namespace trend {
namespace {

constexpr double line_over_steps = 9;     // what a line must gain over steps, which it could only imitate
constexpr double line_over_level = 5.3;   // and over a level that stays
constexpr double dependence_power = 0.3;  // of what that is multiplied by
constexpr double dependence_of_slopes = 2;

// The lines that noise draws into quiet series rise by less than this over all of it, those that imitate steps by more
// than that; outside, each factor of e makes them dearer, small ones up to a bound, because a plain one is true.
constexpr double least_rise = 0.02, small_price = 3, small_price_max = 6;
constexpr double most_rise = 0.08, large_price = 10;

struct Told {
  Segments segments;
  std::vector<Step> steps;     // those of the segments that are strong enough
  std::vector<double> values;  // without the slope
  double slope = 0;
};

double price(const Segments& s, double dependence, std::size_t n) {
  return s.cost / dependence + (alarm_threshold + std::log(double(n))) * double(s.starts.size());
}

double price_of_small(double rise) {
  return std::clamp(small_price * std::log(least_rise / rise), 0.0, small_price_max);
}
double price_of_large(double rise) { return std::max(0.0, large_price * std::log(rise / most_rise)); }

Told told_by_line(const std::vector<double>& y, double slope, double finest) {
  Told line{{}, {}, without_slope(y, slope), slope};
  if (const Range range = level_range(line.values); range.lo == range.hi) {
    line.segments.noise.assign(y.size(), 0.0);  // nothing but a line
    return line;
  }
  line.segments = find_segments(line.values, finest);
  return line;
}

// The line and the steps, each fitted beside the other; a line fitted alone takes a part of the steps for slope.
Told told_by_both(const std::vector<double>& y, double finest, const Starts& starts) {
  Told both = told_by_line(y, slope_within(y, starts), finest);
  both.steps = keep_strong(both.values, finest, both.segments);
  return both;
}

// Steps of a series that rises between them: the slope makes neighbours alike, so that no step alone is strong enough.
// Taken where line and steps together are cheaper than a level that stays.
Told told_by_steps_on_a_line(const std::vector<double>& y, double finest, Told level) {
  if (level.segments.dependence < dependence_of_slopes) return level;
  Told both = told_by_both(y, finest, {});
  if (both.steps.empty()) return level;
  both = told_by_both(y, finest, both.segments.starts);
  const double rise = std::abs(both.slope) * double(y.size() - 1), dependence = both.segments.dependence;
  const bool cheaper = price(both.segments, dependence, y.size()) + line_over_steps + price_of_large(rise) <
                       price(level.segments, dependence, y.size());
  return cheaper && both.slope != 0 && !both.steps.empty() ? both : level;
}

// Levels that change, or a line (from which levels may still depart), whichever tells the series at a lower price.
Told told(const std::vector<double>& y) {
  const double finest = finest_step(y);
  Told steps{find_segments(y, finest), {}, y, 0};
  const Segments proposed = steps.segments;
  steps.steps = keep_strong(y, finest, steps.segments);
  const auto otherwise = [&] {
    return steps.steps.empty() ? told_by_steps_on_a_line(y, finest, std::move(steps)) : std::move(steps);
  };
  const Line fitted = likeliest_line(y, finest);
  if (fitted.slope == 0) return otherwise();
  const double rise = std::abs(fitted.slope) * double(y.size() - 1), gain = fitted.gain - price_of_small(rise);
  // Against a level that stays, steps that are too weak for a change being none; then against steps.
  bool is_line = steps.steps.empty() && gain >= line_over_level * std::pow(proposed.dependence, dependence_power);
  if (!is_line && (steps.steps.empty() || gain < line_over_level)) return otherwise();
  Told line = told_by_line(y, fitted.slope, finest);
  if (!is_line) {
    const double dependence = std::max(1.0, std::min(proposed.dependence, line.segments.dependence));
    is_line = price(line.segments, dependence, y.size()) + line_over_steps + price_of_large(rise) <
              price(proposed, dependence, y.size());
  }
  if (!is_line) return steps;
  line.steps = keep_strong(line.values, finest, line.segments);
  if (line.steps.empty()) return line;
  Told both = told_by_both(y, finest, line.segments.starts);
  const double dependence = std::max(both.segments.dependence, line.segments.dependence);
  const bool cheaper = price(both.segments, dependence, y.size()) < price(line.segments, dependence, y.size());
  return cheaper && both.slope != 0 ? both : line;
}

class Describer {
 public:
  Describer(std::span<const double> values, bool positive) : values_(values), positive_(positive) {}

  double median(std::size_t begin, std::size_t end) const { return stats::median(values_.subspan(begin, end - begin)); }
  Change change(Class kind, std::size_t position, std::size_t end, double before, double after, double p) const {
    return {kind, position, position, position, end, before, after, difference(before, after), p};
  }
  double difference(double before, double after) const { return positive_ ? std::log(after / before) : after - before; }

 private:
  std::span<const double> values_;
  bool positive_;
};

// `y` are the logarithms of positive values, else the values divided by `scale`.
std::vector<Change> changes_of(std::span<const double> values, const std::vector<double>& y, bool positive,
                               double scale) {
  const std::size_t n = y.size();
  const Describer describe(values, positive);
  const Told t = told(y);
  std::vector<Change> out;
  if (t.slope != 0) {
    const std::size_t part = std::max<std::size_t>(n / 10, 3);
    const double before = describe.median(0, part), risen = t.slope * double(n - part);
    // Beside steps, the part of it that is none of theirs.
    const double after = t.steps.empty() ? describe.median(n - part, n)
                         : positive      ? before * std::exp(risen)
                                         : before + risen * scale;
    Change drift = describe.change(Class::drift, 0, n, before, after, 0.01);
    drift.hi = n - 1;
    out.push_back(drift);
  }
  // Beside a drift, levels are those without it, at the place where a step is: a step is only what it adds.
  const auto level_at = [&](std::size_t at, std::size_t begin, std::size_t end) {
    if (t.slope == 0) return describe.median(begin, end);
    const double level = stats::median(std::span(t.values).subspan(begin, end - begin)) + y[at] - t.values[at];
    return positive ? std::exp(level) : level * scale;
  };
  const std::vector<Step>& steps = t.steps;
  const auto begin_of = [&](std::size_t k) { return k == 0 ? 0 : steps[k - 1].position; };
  const auto end_of = [&](std::size_t k) { return k < steps.size() ? steps[k].position : n; };
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const std::size_t at = steps[k].position, end = end_of(k + 1);
    Change step = describe.change(Class::step, at, end, level_at(at, begin_of(k), at), level_at(at, at, end),
                                  alarm_share(steps[k].gain));
    step.lo = steps[k].lo;
    step.hi = steps[k].hi;
    out.push_back(step);
  }
  for (const Spike& spike : find_spikes(t.segments.noise)) {
    const auto k = std::size_t(
        std::count_if(steps.begin(), steps.end(), [&](const Step& s) { return s.position <= spike.begin; }));
    out.push_back(describe.change(Class::spike, spike.begin, spike.end, describe.median(begin_of(k), end_of(k)),
                                  describe.median(spike.begin, spike.end), spike.share));
  }
  std::size_t begin = 0;
  const std::vector<SpreadChange> spreads = find_spread_changes(t.segments.noise);
  const std::span<const double> noise(t.segments.noise);
  for (std::size_t k = 0; k < spreads.size(); ++k) {
    const std::size_t at = spreads[k].position, end = k + 1 < spreads.size() ? spreads[k + 1].position : n;
    const auto spread = [&](std::size_t from, std::size_t to) {
      const auto part = noise.subspan(from, to - from);
      return std::max(stats::robust_spread(part), (stats::quantile(part, 0.9) - stats::quantile(part, 0.1)) / 2.563);
    };
    const double before = spread(begin, at), after = spread(at, end);
    begin = at;
    if (before <= 0 || after <= 0) continue;
    out.push_back({Class::variance, at, spreads[k].lo, spreads[k].hi, end, before, after, std::log(after / before),
                   spreads[k].p});
  }
  std::stable_sort(out.begin(), out.end(), [](const Change& l, const Change& r) { return l.position < r.position; });
  return out;
}

}  // namespace

std::string_view name_of(Class kind) {
  constexpr std::array<std::string_view, 4> names = {"step", "spike", "drift", "variance"};
  return names[std::size_t(kind)];
}

std::vector<Change> find_changes(std::span<const double> all) {
  std::vector<double> values;
  std::vector<std::size_t> index;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!std::isfinite(all[i])) continue;
    values.push_back(all[i]);
    index.push_back(i);
  }
  if (values.size() < 2 * shortest_segment) return {};
  const bool positive = std::all_of(values.begin(), values.end(), [](double v) { return v > 0; });
  std::vector<double> y = values;
  double scale = 0;
  for (const double v : y) scale = std::max(scale, std::abs(v));
  for (double& v : y) v = positive ? std::log(v) : scale > 0 ? v / scale : v;
  if (const Range range = level_range(y); range.lo == range.hi) return {};
  std::vector<Change> changes = changes_of(values, y, positive, scale);
  index.push_back(all.size());
  for (Change& change : changes) {
    for (std::size_t* place : {&change.position, &change.lo, &change.hi, &change.end}) *place = index[*place];
  }
  return changes;
}

}  // namespace trend
