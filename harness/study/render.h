// The studies on real code as Markdown, and their targets beside what was found.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/study/study.h"
#include "harness/validate/checks.h"

namespace study {

// What was measured; parts that were not asked for are empty.
struct Results {
  std::vector<Floor> floors;
  std::vector<Spread> quiet, loaded;  // loaded: beside a CPU-eating process on each core
  std::vector<Ratio> ratios;
  std::vector<Planted> planted;
  std::optional<Overhead> overhead;
};

std::vector<validate::Check> checks_of(const Results& results);
std::string as_markdown(const Results& results, const std::vector<validate::Check>& checks, const std::string& command,
                        const std::string& machine);

}  // namespace study
