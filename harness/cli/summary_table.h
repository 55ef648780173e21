// What run and watch show of launches: a row for each benchmark, with its median and how sure it is.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/cli/summary.h"

namespace cli {

// Of primary metrics; a heading and a line each.
std::string summary_table(const std::vector<SeriesSummary>& summaries);
// Of all metrics: a list of objects.
nlohmann::json summary_json(const std::vector<SeriesSummary>& summaries);

}  // namespace cli
