// The density of a series' noise, learnt from its own residuals. Machine noise is skewed, heavy-tailed and often has
// two or three modes: a shift of sharp modes is plain to a likelihood that knows them and hidden from means and ranks.
// Values are counted in whole steps of a grid, so every likelihood is a table look-up and every result repeats.
// Sources: B. W. Silverman, "Density estimation", 1986, 3.4 (width of the kernel); P. J. Bickel, "On adaptive
// estimation", 1982 (location by an estimated density).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace trend {

class Density {
 public:
  // Of residuals around their level; `finest` bounds the step of the grid from below, 0 < finest.
  Density(std::span<const double> residuals, double finest);

  double step() const { return step_; }
  // -log f at a residual of r grid steps; bounded, so that no single value can buy a change.
  float cost(long r) const {
    const long at = r + reach_;
    return at < 0 || at > 2 * reach_ ? floor_ : table_[std::size_t(at)];
  }
  // Writes cost(value - first - m) for m = 0 .. out.size() - 1: of one value at a row of levels.
  void costs(long value, long first, std::span<float> out) const;

 private:
  double step_;
  long reach_;                   // the table covers residuals of -reach .. reach steps
  float floor_;                  // cost beyond it
  std::vector<float> table_;     // by residual
  std::vector<float> reversed_;  // by level
};

// The grid that a value stands on, in steps; bounded.
long on_grid(double value, double step);

// -log likelihood of residuals under their own density, per unit of the values: comparable between models.
double own_cost(std::span<const double> residuals, double finest);

// Likelihoods of rows of residuals under their own densities, all smoothed with the width that suits `residuals`:
// models of one series whose difference is not that of two widths. Not the level but only the shape of a row matters.
class OwnCosts {
 public:
  OwnCosts(std::span<const double> residuals, double finest);
  double operator()(std::span<const double> row);  // -log likelihood, up to a constant of the object

 private:
  double step_;
  std::vector<float> counts_;  // of the grid, zero between calls
  std::vector<long> at_;       // cells that are not
};

}  // namespace trend
