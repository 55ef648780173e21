// The exact Wilcoxon signed-rank distribution and what follows from it for paired differences: the Hodges-Lehmann
// estimate and its interval over the Walsh averages. No distribution of the differences is assumed beyond symmetry; a
// fair coin per pair makes the test exact under "no difference" whatever the drift.
// Sources: F. Wilcoxon, "Individual comparisons by ranking methods", 1945; J. L. Hodges and E. L. Lehmann, "Estimates
// of location based on rank tests", 1963; M. Hollander and D. A. Wolfe, "Nonparametric statistical methods", 3.1-3.3.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace stats {

// Returns P(W <= w) for w = 0 .. n(n+1)/2, where W is the sum of the ranks of the positive ones among n differences
// that are symmetric around 0. Exact; n up to 60.
std::vector<double> signed_rank_cdf(std::size_t n);

// Returns the averages of all pairs i <= j, sorted; of plus and minus infinity it is 0. No difference may be NaN. Their
// median is the Hodges-Lehmann estimate.
std::vector<double> walsh_averages(std::span<const double> differences);

struct Interval {
  double lo;  // minus infinity where `error` cannot be had with so few values
  double estimate;
  double hi;
};

// Returns the Hodges-Lehmann estimate and the widest interval whose one-sided error is at most `error` at either end.
Interval signed_rank_interval(std::span<const double> differences, double error);

// Returns the exact one-sided p of "the differences are not shifted up": small when they are mostly positive. Ties take
// mid-ranks; zeros and NaN are dropped, conditionally on them the distribution is still exact (over all 2^n signs).
double signed_rank_p_greater(std::span<const double> differences);

}  // namespace stats
