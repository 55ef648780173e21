// Several tests at once. Holm keeps the chance of any false claim, Benjamini-Hochberg the expected share of false ones.
// Sources: S. Holm, "A simple sequentially rejective multiple test procedure", 1979; Y. Benjamini and Y. Hochberg,
// "Controlling the false discovery rate", 1995.
#pragma once

#include <span>
#include <vector>

namespace stats {

// Returns the p values adjusted for the family, in the order given: reject where at most the level.
std::vector<double> holm(std::span<const double> p);
std::vector<double> benjamini_hochberg(std::span<const double> p);

}  // namespace stats
