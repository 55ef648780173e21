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
    const std::string state = line.substr(0, space);
    // "FAILED test_it.py::test_x - AssertionError: ..."; a parameter in brackets may hold blanks.
    const std::string test = line.substr(space + 1, line.find(" - ", space + 1) - space - 1);
    if (state == "PASSED" || state == "XFAIL") passed.insert(test);
    if (state == "FAILED" || state == "ERROR" || state == "SKIPPED" || state == "XPASS") other.insert(test);
  }
  for (const std::string& test : other) passed.erase(test);
  return passed;
}

}  // namespace harness::swebench
