#include "harness/budget/places.h"

#include <algorithm>
#include <sstream>

#include "harness/config/policy.h"

namespace budget {
namespace {

// "native/*, !native/scalar": one of the globs fits, and none of those with an exclamation mark; every lane fits where
// all globs have one.
bool lane_fits(std::string globs, const std::string& lane) {
  std::replace(globs.begin(), globs.end(), ',', ' ');
  std::istringstream words(globs);
  bool any = false, wanted = false;
  for (std::string word; words >> word;) {
    const bool excludes = word.starts_with('!');
    wanted = wanted || !excludes;
    if (!harness::glob_matches(excludes ? word.substr(1) : word, lane)) continue;
    if (excludes) return false;
    any = true;
  }
  return any || !wanted;
}

}  // namespace

bool fits(const Budget& b, const Place& place) {
  return place.impl == b.impl && harness::glob_matches(b.benchmark, place.benchmark) && lane_fits(b.lane, place.lane);
}

std::string compared_with(const Budget& b) { return b.versus + b.reduction_of + b.differs_from + b.overhead_over; }

Place arm_of(Place place, const std::string& arm) {
  std::istringstream words(arm);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    const std::string key = word.substr(0, equals), value = word.substr(equals + 1);
    if (key == "impl" || key == "lane") {
      (key == "impl" ? place.impl : place.lane) = value;
      continue;
    }
    std::string& name = place.benchmark;
    const std::size_t at = name.find("/" + key + "=");
    if (at == std::string::npos) continue;
    const std::size_t begin = at + key.size() + 2;
    name.replace(begin, std::min(name.find('/', begin), name.size()) - begin, value);
  }
  return place;
}

bool is_gap(const Budget& b, const harness::BudgetResult& r) {
  return !b.benchmark.empty() && (r.status == "unmeasured" || r.status == "unsure");
}

std::vector<Place> places_of(const Budget& b, const std::vector<Place>& own, const std::vector<Place>& offered) {
  std::vector<Place> out;
  const std::string arm = compared_with(b);
  for (const Place& place : own) {
    if (!fits(b, place)) continue;
    if (arm.empty()) {
      out.push_back(place);
      continue;
    }
    const Place other = arm_of(place, arm);
    if (other == place || std::find(offered.begin(), offered.end(), other) == offered.end()) continue;
    out.push_back(place);
    out.push_back(other);
  }
  return out;
}

}  // namespace budget
