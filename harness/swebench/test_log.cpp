#include "harness/swebench/test_log.h"

#include <sstream>

namespace harness::swebench {

std::set<std::string> passed_tests(const std::string& log) {
  std::set<std::string> passed, other;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    const std::string state = line.substr(0, space), rest = line.substr(space + 1);
    const bool is_passed = state == "PASSED" || state == "XFAIL";
    if (!is_passed && state != "FAILED" && state != "ERROR" && state != "SKIPPED" && state != "XPASS") continue;
    // "FAILED test_it.py::test_x - AssertionError: ..."
    const std::string name = state == "PASSED" ? rest : rest.substr(0, rest.find(" - "));
    for (const std::string& known : {name, rest.substr(0, rest.find(' '))}) (is_passed ? passed : other).insert(known);
  }
  for (const std::string& test : other) passed.erase(test);
  return passed;
}

}  // namespace harness::swebench
