// What earlier comparisons on this kind of machine saw: the spread of each benchmark's pairs, by which the next one is
// planned.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "harness/plan/launcher.h"
#include "harness/store/store.h"

namespace cli {

class RememberedSpreads {
 public:
  RememberedSpreads() = default;
  // Reads the newest few comparisons of machines of that class.
  RememberedSpreads(harness::Store& store, const std::string& machine_class);

  // As a share.
  std::optional<double> of(const harness::Task& task) const;
  bool empty() const { return spreads_.empty(); }

 private:
  std::map<std::tuple<std::string, std::string, std::string, std::string>, double> spreads_;
};

}  // namespace cli
