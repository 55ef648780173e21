#include "workloads/tuning/cost_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace workloads::tuning {
namespace {

using Matrix = std::vector<Features>;

// Solves a x = b for a symmetric positive definite a (A.-L. Cholesky, 1910); empty where it is not.
std::vector<double> solve(Matrix a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t j = 0; j < n; ++j) {
    const double was = a[j][j];
    for (std::size_t k = 0; k < j; ++k) a[j][j] -= a[j][k] * a[j][k];
    if (!(a[j][j] > 1e-10 * was)) return {};
    a[j][j] = std::sqrt(a[j][j]);
    for (std::size_t i = j + 1; i < n; ++i) {
      for (std::size_t k = 0; k < j; ++k) a[i][j] -= a[i][k] * a[j][k];
      a[i][j] /= a[j][j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

// The normal equations of the relative errors, without row `left_out`. Features are scaled to a greatest of 1: those of
// a product differ by a factor of millions.
std::vector<double> fit_without(const Matrix& rows, const std::vector<double>& times, std::size_t left_out) {
  const std::size_t n = rows.front().size();
  std::vector<double> scale(n, 0), right(n, 0);
  Matrix left(n, Features(n, 0));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t i = 0; i < n; ++i) scale[i] = std::max(scale[i], std::abs(rows[r][i]) / times[r]);
  }
  if (std::find(scale.begin(), scale.end(), 0.0) != scale.end()) return {};
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (r == left_out) continue;
    for (std::size_t i = 0; i < n; ++i) {
      const double x = rows[r][i] / times[r] / scale[i];
      right[i] += x;
      for (std::size_t j = 0; j < n; ++j) left[i][j] += x * rows[r][j] / times[r] / scale[j];
    }
  }
  std::vector<double> coefficients = solve(left, right);
  for (std::size_t i = 0; i < coefficients.size(); ++i) coefficients[i] /= scale[i];
  return coefficients;
}

double value_of(const std::vector<double>& coefficients, const Features& features) {
  return std::inner_product(features.begin(), features.end(), coefficients.begin(), 0.0);
}

}  // namespace

std::optional<CostModel> CostModel::fit(const std::vector<Features>& features, const std::vector<double>& times) {
  if (features.empty() || features.size() != times.size()) return std::nullopt;
  const std::size_t n = features.front().size();
  if (n == 0 || features.size() < n + 1) return std::nullopt;
  for (std::size_t r = 0; r < times.size(); ++r) {
    if (features[r].size() != n || !(times[r] > 0) || !std::isfinite(times[r])) return std::nullopt;
    for (const double x : features[r]) {
      if (!std::isfinite(x)) return std::nullopt;
    }
  }
  CostModel model;
  model.coefficients_ = fit_without(features, times, times.size());
  if (model.coefficients_.empty()) return std::nullopt;
  std::vector<double> errors;
  for (std::size_t r = 0; r < times.size(); ++r) {
    const std::vector<double> others = fit_without(features, times, r);
    if (others.empty()) return std::nullopt;
    errors.push_back(std::abs(value_of(others, features[r]) / times[r] - 1));
  }
  const auto middle = errors.begin() + std::ptrdiff_t(errors.size() / 2);
  std::nth_element(errors.begin(), middle, errors.end());
  model.held_out_error_ = *middle;
  return model;
}

double CostModel::predict(const Features& features) const { return value_of(coefficients_, features); }

}  // namespace workloads::tuning
