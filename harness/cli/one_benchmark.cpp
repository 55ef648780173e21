#include "harness/cli/one_benchmark.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/config/config.h"
#include "harness/error.h"
#include "harness/suite/suite.h"

namespace cli {

using namespace harness;

std::string filter_for(const std::string& benchmark) { return "re:^" + escaped(benchmark) + "$"; }

void refuse_unknown(const std::string& benchmark, const std::vector<std::unique_ptr<Arm>>& arms,
                    const std::vector<std::unique_ptr<Arm>>& others) {
  std::vector<std::string> names;
  for (const auto* side : {&arms, &others}) {
    for (const auto& arm : *side) {
      for (const Benchmark& b : arm->listing.benchmarks) names.push_back(b.name);
    }
  }
  if (std::find(names.begin(), names.end(), benchmark) != names.end()) return;
  const std::string near = did_you_mean(benchmark, names);
  throw Error(Exit::usage,
              fmt::format("no benchmark is called '{}'; {}", benchmark,
                          near.empty() ? "swarmperf list shows their whole names" : "did you mean '" + near + "'?"));
}

void refuse_several(const std::string& benchmark, const std::vector<std::string>& lanes) {
  if (lanes.size() < 2) return;
  throw Error(Exit::usage,
              fmt::format("'{}' is in several lanes: {}; choose one with --lanes", benchmark, fmt::join(lanes, ", ")));
}

}  // namespace cli
