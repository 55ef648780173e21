#include "harness/stats/binomial.h"

#include <algorithm>
#include <cmath>

namespace stats {
namespace {

// P(X <= most) of `trials` with this share.
double at_most(std::size_t most, std::size_t trials, double share) {
  if (share <= 0 || most >= trials) return 1;
  if (share >= 1) return 0;
  const double n = double(trials);
  double total = 0;
  for (std::size_t i = 0; i <= most; ++i) {
    const double k = double(i);
    const double ways = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
    total += std::exp(ways + k * std::log(share) + (n - k) * std::log1p(-share));
  }
  return std::min(1.0, total);
}

// The share at which a falling function reaches `level`.
template <class Falling>
double where(Falling falling, double level) {
  double lo = 0, hi = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (lo + hi) / 2;
    (falling(middle) > level ? lo : hi) = middle;
  }
  return (lo + hi) / 2;
}

}  // namespace

double mcnemar_p(std::size_t only_base, std::size_t only_head) {
  const std::size_t fewer = std::min(only_base, only_head), differing = only_base + only_head;
  return std::min(1.0, 2 * at_most(fewer, differing, 0.5));
}

ShareInterval clopper_pearson(std::size_t successes, std::size_t trials, double error) {
  ShareInterval interval = {0, 1};
  if (successes > 0)
    interval.lo = where([=](double share) { return at_most(successes - 1, trials, share); }, 1 - error / 2);
  if (successes < trials)
    interval.hi = where([=](double share) { return at_most(successes, trials, share); }, error / 2);
  return interval;
}

}  // namespace stats
