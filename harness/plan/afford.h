// Time goes where it decides most: when it is short, benchmarks that a little of it decides come before those that
// would swallow all of it and stay open.
#pragma once

#include <span>
#include <vector>

namespace harness {

// Given what it would take to decide each benchmark (infinity where nothing would), returns which ones to go on with in
// the time that is left: as many as can be decided, the cheapest first; where none can, the cheapest alone.
std::vector<bool> affordable(std::span<const double> costs_s, double left_s);

}  // namespace harness
