// trend --input: bare series from files, and only their change points; nothing is stored.
#pragma once

#include <string>
#include <vector>

#include "harness/error.h"

namespace cli {

// Files hold {"name", "values": [...]}, {"name", "series": [{"raw": [...]}]} or a list of such; null is a gap.
// With `json` prints {name: [first index of each new segment, ...]}, and with `classes` a "classes" key that holds
// {name: {"step": [...], "spike": [...], "drift": [[first, last], ...], "variance": [...]}}. Throws Error(usage).
harness::Exit trend_of_files(const std::vector<std::string>& files, bool json, bool classes);

}  // namespace cli
