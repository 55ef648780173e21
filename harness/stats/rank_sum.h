// Two independent samples, for runs that were not interleaved: the exact Mann-Whitney distribution, and the
// Hodges-Lehmann shift with its interval over all differences.
// Sources: H. B. Mann and D. R. Whitney, 1947; M. Hollander and D. A. Wolfe, "Nonparametric statistical
// methods", 4.2-4.3.
#pragma once

#include <span>
#include <vector>

#include "harness/stats/signed_rank.h"

namespace stats {

// Returns P(U <= u) for u = 0 .. n*m under "no difference", without ties. n, m up to 100.
std::vector<double> rank_sum_cdf(std::size_t n, std::size_t m);

// Returns the exact two-sided p of "no difference" over all ways to split the values, ties at their mid-ranks: twice
// the smaller tail, at most 1.
double rank_sum_p(std::span<const double> a, std::span<const double> b);

// The same by the normal approximation with tie and continuity correction, for samples too large to split.
double rank_sum_p_normal(std::span<const double> a, std::span<const double> b);

// Returns the shift of `b` against `a` (median of all b - a) and the widest interval whose one-sided error is at most
// `error` at either end: exactly up to 100 values on a side, by the normal approximation beyond. Time grows with the
// number of values, not of their differences, which are counted (D. B. Johnson and T. Mizoguchi, "Selecting the Kth
// element in X + Y", 1978, whose search this one halves by value).
Interval shift_interval(std::span<const double> a, std::span<const double> b, double error);

}  // namespace stats
