// The step of the clock or counter behind a sample. Rank statistics assume values without ties; where a coarse clock
// makes many, no interval may claim to be finer than the clock.
#pragma once

#include <span>

namespace stats {

// The smallest gap between different values where at least a quarter of them repeat another one; else 0.
double grain(std::span<const double> values);

}  // namespace stats
