// What the thresholds promise. The statistic of a series in which nothing changed was simulated: real histories of CI
// machines, their levels taken out, redrawn in blocks of 8 points, as ci/studies/trend_alarms.py does; docs/trend.md
// says what came out. One setting serves every series.
#pragma once

#include <cstddef>

namespace trend {

inline constexpr std::size_t shortest_segment = 5;  // points
inline constexpr double alarm_threshold = 9;        // + ln n, in log-likelihood

// The gain that a change must reach: `dependence` of the noise, points of the shorter side.
double threshold(std::size_t points, double dependence, std::size_t shorter_side);

// The share of unchanged series whose strongest change reaches `gain` relative to threshold() = 1.
double alarm_share(double relative_gain);

}  // namespace trend
