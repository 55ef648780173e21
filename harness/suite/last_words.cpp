#include "harness/suite/last_words.h"

#include <algorithm>
#include <cstring>
#include <regex>
#include <sstream>
#include <vector>

namespace harness {
namespace {

// Regular expressions in the library's own way recurse over every character: lines are cut before.
constexpr std::size_t line_bytes_max = 2000;

std::string without_escapes(const std::string& line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b' && i + 1 < line.size() && line[i + 1] == '[') {
      i += 2;
      while (i < line.size() && !(line[i] >= '@' && line[i] <= '~')) ++i;
    } else if (line[i] != '\r') {
      out += line[i];
    }
  }
  const std::size_t end = out.find_last_not_of(" \t");
  return out.substr(0, std::min(end == std::string::npos ? 0 : end + 1, line_bytes_max));
}

bool is_below_an_error(const std::string& line) {
  // JavaScript's stack, V8's, and the line before it.
  static const std::regex below(R"(^    at .*|^ *\d+: 0x[0-9a-f]+ .*|^-+ .* stack trace -+$|^Node\.js v.*)");
  return line.empty() || std::regex_match(line, below);
}

}  // namespace

std::string last_words(const std::string& errors) {
  std::vector<std::string> said;
  bool by_node = false;
  std::istringstream lines(errors);
  for (std::string line; std::getline(lines, line);) {
    line = without_escapes(line);
    if (line.starts_with("Load Average: ") || line.starts_with("***WARNING*** ")) {
      said.clear();
    } else if (!is_below_an_error(line)) {
      said.push_back(line);
    }
    by_node = by_node || line.starts_with("Node.js v") || line.starts_with("FATAL ERROR: ");
  }
  static const std::regex error(R"(^(FATAL ERROR: |Uncaught |\S*Error( \[\w+\])?: ).*)");
  for (auto line = said.rbegin(); by_node && line != said.rend(); ++line) {
    if (std::regex_match(*line, error)) return *line;
  }
  return said.empty() ? "" : said.back();
}

std::string signal_name(int signal) {
  const char* name = sigabbrev_np(signal);
  return "signal " + std::to_string(signal) + (name == nullptr ? "" : " (SIG" + std::string(name) + ")");
}

}  // namespace harness
