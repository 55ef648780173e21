// Targets as the strategy writes them. Sizes count in 1024 where they say KiB and MiB, in 1000 where they say KB and
// MB.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <map>

#include "harness/budget/budget.h"
#include "harness/error.h"

namespace budget {
namespace {

using harness::Error;
using harness::Exit;

struct Unit {
  double scale;
  const char* base;
};
const std::map<std::string, Unit> units = {
    {"s", {1, "s"}},        {"ms", {1e-3, "s"}},     {"us", {1e-6, "s"}},         {"ns", {1e-9, "s"}},
    {"B", {1, "B"}},        {"KB", {1e3, "B"}},      {"MB", {1e6, "B"}},          {"GB", {1e9, "B"}},
    {"KiB", {1024, "B"}},   {"MiB", {1048576, "B"}}, {"GiB", {1073741824, "B"}},  {"%", {0.01, "share"}},
    {"x", {1, "x"}},        {"1/s", {1, "1/s"}},     {"B/s", {1, "B/s"}},         {"KB/s", {1e3, "B/s"}},
    {"MB/s", {1e6, "B/s"}}, {"MB/h", {1e6, "B/h"}},  {"of 100", {0.01, "share"}}, {"pieces", {1, "1"}},
};

}  // namespace

Target parse_target(const std::string& text, const std::string& what) {
  const auto fail = [&](const std::string& why) {
    return Error(Exit::usage, fmt::format("{} '{}': {}; want < 50 ms, >= 6x, or 70..85 %", what, text, why));
  };
  std::size_t at = text.find_first_not_of("<>= ");
  if (at == std::string::npos) throw fail("no number");
  std::string relation = text.substr(0, at);
  while (!relation.empty() && relation.back() == ' ') relation.pop_back();
  const auto number = [&] {
    char* end = nullptr;
    const double value = std::strtod(text.c_str() + at, &end);
    if (end == text.c_str() + at || !std::isfinite(value)) throw fail("no number");
    at = std::size_t(end - text.c_str());
    return value;
  };
  // strtod would take the first dot of "70..85" for a decimal point, and stops before the second.
  double first = number(), second = first;
  const bool range = text.compare(at, 1, ".") == 0 || text.compare(at, 2, "..") == 0;
  if (range) {
    at = text.find_first_not_of('.', at);
    if (at == std::string::npos) throw fail("no upper bound");
    second = number();
  }
  at = std::min(text.find_first_not_of(' ', at), text.size());
  const auto unit = units.find(text.substr(at));
  if (unit == units.end()) throw fail(at == text.size() ? "no unit" : "'" + text.substr(at) + "' is no unit");
  Target target;
  target.unit = unit->second.base;
  target.text = text;
  if (range && !relation.empty()) throw fail("a range has no relation");
  if (range ? first >= second : false) throw fail("the range is empty");
  if (range || relation == ">" || relation == ">=") target.lo = first * unit->second.scale;
  if (range || relation == "<" || relation == "<=") target.hi = second * unit->second.scale;
  if (!target.lo && !target.hi) throw fail("no < or >");
  return target;
}

}  // namespace budget
