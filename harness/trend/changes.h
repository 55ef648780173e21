// The change points of one series, in the order of its history: steps, spikes, drifts, changes of spread.
// Deterministic, one setting for every series. Ground: research on van den Burg and Williams, "An evaluation of change
// point detection algorithms", 2020 (what is scored); the parts say where they come from.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace trend {

enum class Class { step, spike, drift, variance };
std::string_view name_of(Class kind);

struct Change {
  Class kind;
  std::size_t position;  // first point of what is new; of a drift, where it begins
  std::size_t lo, hi;    // earliest and latest point that may be that first one (95 %); a drift: its ends
  std::size_t end;       // one past the last point of a spike or drift; for others the next change or the end
  double before, after;  // medians, in the values' unit; of a variance the spreads
  double change;         // log(after / before) where all values are positive, else after - before; of a variance the
                         // log ratio of the spreads
  double p;              // chance of anything as strong somewhere in such a series, had nothing changed
};

// Values that are not finite are left out; positions count all values. Empty where fewer than 10 are finite, or all
// equal.
std::vector<Change> find_changes(std::span<const double> values);

}  // namespace trend
