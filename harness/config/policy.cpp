#include "harness/config/policy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace harness {
namespace {

// "a*b" splits into what stands before and after the star; a plain name is all before.
std::optional<std::string> through(const std::string& from, const std::string& to, const std::string& name) {
  const std::size_t star = from.find('*'), star_to = to.find('*');
  if (star == std::string::npos) return name == from ? std::optional(to) : std::nullopt;
  const std::string before = from.substr(0, star), after = from.substr(star + 1);
  if (name.size() < before.size() + after.size() || !name.starts_with(before) || !name.ends_with(after)) {
    return std::nullopt;
  }
  const std::string middle = name.substr(star, name.size() - before.size() - after.size());
  return to.substr(0, star_to) + middle + to.substr(star_to + 1);
}

}  // namespace

bool glob_matches(const std::string& pattern, const std::string& name) {
  if (pattern.empty()) return true;
  // The last star takes one character more whenever what follows it does not fit: never worse than quadratic.
  std::size_t p = 0, n = 0, star = std::string::npos, taken = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p, ++n;
    } else if (star != std::string::npos) {
      p = star + 1;
      n = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::optional<std::string> new_name(const std::vector<Rename>& renames, const std::string& name) {
  for (const Rename& r : renames) {
    if (auto found = through(r.from, r.to, name)) return found;
  }
  return std::nullopt;
}

std::optional<std::string> old_name(const std::vector<Rename>& renames, const std::string& name) {
  for (const Rename& r : renames) {
    if (auto found = through(r.to, r.from, name)) return found;
  }
  return std::nullopt;
}

std::string unknown_metric(const std::vector<std::string>& metrics) {
  static const std::vector<std::string> known = {"time", "instructions", "allocations"};
  if (metrics.empty()) return fmt::format("metrics: at least one of {}", fmt::join(known, ", "));
  for (const std::string& metric : metrics) {
    if (std::find(known.begin(), known.end(), metric) == known.end())
      return fmt::format("metrics: '{}' is none; there are {}", metric, fmt::join(known, ", "));
  }
  return "";
}

std::string date_text(const Date& date) {
  return fmt::format("{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()));
}

Date today() { return Date(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())); }

}  // namespace harness
