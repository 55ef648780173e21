// What an operation will take, from what is known of it beforehand: a sum of features, each times a coefficient, fitted
// to measured times by least squares of relative errors, so that a short time counts as much as a long one.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace workloads::tuning {

using Features = std::vector<double>;

class CostModel {
 public:
  // Fits the model; nothing for fewer measurements than features and one more, for rows of different lengths, for times
  // that are not positive, and for features that say the same twice.
  static std::optional<CostModel> fit(const std::vector<Features>& features, const std::vector<double>& times);

  // In the unit of the times; of as many features as it was fitted to.
  double predict(const Features& features) const;
  // Returns the median, over all measurements, of |predicted / measured - 1| where the model was fitted to all others:
  // how far it is off for what it has not seen.
  double held_out_error() const { return held_out_error_; }

 private:
  std::vector<double> coefficients_;
  double held_out_error_ = 0;
};

}  // namespace workloads::tuning
