#include "harness/trend/alarm.h"

#include <algorithm>
#include <cmath>

namespace trend {
namespace {

constexpr double shortness = 5;                      // points of a side at which the threshold doubles
constexpr double at_threshold = 0.009, tail = 1.05;  // of 40,000 series redrawn from real noise

}  // namespace

double threshold(std::size_t points, double dependence, std::size_t shorter_side) {
  return (alarm_threshold + std::log(double(points))) * dependence *
         (1 + shortness / double(std::max<std::size_t>(shorter_side, 1)));
}

double alarm_share(double relative_gain) { return std::min(1.0, at_threshold * std::exp(-tail * (relative_gain - 1))); }

}  // namespace trend
