// What profile prints: where the time of one operation goes, function by function, of one build or of two.
#pragma once

#include <string>
#include <vector>

#include "harness/model.h"

namespace cli {

struct ProfileScreen {
  harness::Session session;
  std::string benchmark, lane;
  std::vector<harness::Launch> launches;  // side solo, or pairs of base and head
  std::size_t samples = 0;                // of the instruction that ran
  std::vector<harness::Finding> findings;
};

// How the metric of a function's own time is called in the store.
std::string own_time_metric(const std::string& function);

std::string as_text(const ProfileScreen& screen);
std::string as_json(const ProfileScreen& screen);

}  // namespace cli
