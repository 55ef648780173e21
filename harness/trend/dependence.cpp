#include "harness/trend/dependence.h"

#include <algorithm>
#include <numeric>

namespace trend {
namespace {

constexpr std::size_t shortest = 6;  // points of a segment that say anything of their order
constexpr double highest = 0.9;

}  // namespace

std::vector<double> centred_ranks(std::span<const double> values) {
  const std::size_t n = values.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t l, std::size_t r) { return values[l] < values[r]; });
  std::vector<double> ranks(n);
  for (std::size_t i = 0, j = 0; i < n; i = j) {
    while (j < n && values[order[j]] == values[order[i]]) ++j;
    for (std::size_t k = i; k < j; ++k) ranks[order[k]] = (double(i + j - 1) - double(n - 1)) / 2;
  }
  return ranks;
}

double inflation(std::span<const double> residuals, const Starts& starts) {
  double product = 0, square = 0;
  for_segments(starts, residuals.size(), [&](std::size_t begin, std::size_t end) {
    if (end - begin < shortest) return;
    const std::vector<double> ranks = centred_ranks(residuals.subspan(begin, end - begin));
    const double scale = 1 / (double(end - begin) * double(end - begin));  // segments count by their points
    for (std::size_t i = 0; i < ranks.size(); ++i) {
      square += ranks[i] * ranks[i] * scale;
      if (i > 0) product += ranks[i] * ranks[i - 1] * scale;
    }
  });
  if (square <= 0) return 1;
  // Taking the segment's own level off makes neighbours look less alike, by about 1/n.
  const double r = std::clamp(product / square + 1 / double(residuals.size()), 0.0, highest);
  return (1 + r) / (1 - r);
}

}  // namespace trend
