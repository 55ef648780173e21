// The decision rules of other tools, restated by us from their documentation and sources, on the same samples. They are
// the rules, not the products: warm-up, calibration and order of measuring are not theirs but the simulation's.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/validate/noise.h"

namespace validate {

struct Peer {
  std::string_view name, rule, source;
  std::size_t launches;  // per side
  std::function<bool(std::span<const double> base, std::span<const double> head, Random&)> slower;
};
const std::vector<Peer>& peers();

// benchstat: exact Mann-Whitney, p < 0.05, and head's median above base's.
bool benchstat_slower(std::span<const double> base, std::span<const double> head);
// Google Benchmark's compare.py: the same by the normal approximation, as scipy takes it from 9 values on.
bool compare_py_slower(std::span<const double> base, std::span<const double> head);
// asv continuous: exact Mann-Whitney p < 0.002 and a factor of 1.1 between the medians.
bool asv_slower(std::span<const double> base, std::span<const double> head);
// pyperf: pooled two-sample t at 95 %, and head's mean above base's.
bool pyperf_slower(std::span<const double> base, std::span<const double> head);
// criterion.rs: Welch's t against its bootstrap over the pooled sample, p < 0.05, and the bootstrapped 95 % interval of
// the change of the mean wholly above the noise threshold of 1 %.
bool criterion_slower(std::span<const double> base, std::span<const double> head, Random& random,
                      std::size_t resamples);
// What many scripts do: the minima differ by more than 5 %.
bool minimum_slower(std::span<const double> base, std::span<const double> head);

double welch_t(std::span<const double> base, std::span<const double> head);
double pooled_t(std::span<const double> base, std::span<const double> head);
// The value that |t| exceeds with probability 0.05: Cornish-Fisher, right to 0.003 from 10 degrees of freedom on.
double t_critical_95(double degrees);

}  // namespace validate
