// Durations and shares as people write them: a number without its unit is refused. And what a wrong word may have
// meant.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <vector>

#include "harness/config/config.h"
#include "harness/error.h"

namespace harness {
namespace {

// Splits "90s" into 90 and "s"; NaN where there is no number.
std::pair<double, std::string> number_and_unit(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !std::isfinite(value)) return {NAN, ""};
  while (*end == ' ') ++end;
  return {value, end};
}

}  // namespace

double parse_share(const std::string& text, const std::string& what) {
  const auto [value, unit] = number_and_unit(text);
  if (unit != "%" || value <= 0 || value > 1000) {
    throw Error(Exit::usage, fmt::format("{} '{}': want a percentage above 0 with its sign, such as 5%", what, text));
  }
  return value / 100;
}

double parse_seconds(const std::string& text, const std::string& what) {
  const auto [value, unit] = number_and_unit(text);
  const double scale = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : unit == "ms" ? 0.001 : 0;
  if (scale == 0 || !(value > 0)) {
    throw Error(Exit::usage, fmt::format("{} '{}': want a duration with its unit, such as 90s or 5m", what, text));
  }
  constexpr double century_s = 3.2e9;  // in nanoseconds still a number
  return std::min(value * scale, century_s);
}

Minimum parse_minimum(const std::string& text, const std::string& what) {
  static const std::map<std::string, Minimum> units = {
      {"s", {1, "time"}},  {"ms", {1e-3, "time"}},   {"us", {1e-6, "time"}},     {"ns", {1e-9, "time"}},
      {"B", {1, "bytes"}}, {"KiB", {1024, "bytes"}}, {"MiB", {1048576, "bytes"}}};
  const auto [value, unit] = number_and_unit(text);
  const auto found = units.find(unit);
  if (found == units.end() || !(value > 0)) {
    throw Error(Exit::usage,
                fmt::format("{} '{}': want a time or a size with its unit (s, ms, us, ns, B, KiB, MiB), such as 20ns",
                            what, text));
  }
  return {value * found->second.value, found->second.kind};
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
  // The beginning of one name alone is that name, however much is missing.
  constexpr std::size_t shortest = 3;  // letters
  const auto begins = [&](const std::string& candidate) { return candidate.starts_with(word); };
  const std::size_t dashes = std::min(word.find_first_not_of('-'), word.size());
  if (word.size() - dashes >= shortest && std::count_if(candidates.begin(), candidates.end(), begins) == 1)
    return *std::find_if(candidates.begin(), candidates.end(), begins);
  std::string best;
  std::size_t best_distance = 1 + word.size() / 3;
  for (const std::string& candidate : candidates) {
    // Levenshtein distance, one row at a time.
    std::vector<std::size_t> row(candidate.size() + 1);
    for (std::size_t j = 0; j <= candidate.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= candidate.size(); ++j) {
        const std::size_t substitute = diagonal + (word[i - 1] != candidate[j - 1]);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
      }
    }
    if (row.back() < best_distance || (row.back() == best_distance && best.empty())) {
      best = candidate;
      best_distance = row.back();
    }
  }
  return best;
}

}  // namespace harness
