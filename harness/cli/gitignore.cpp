#include "harness/cli/gitignore.h"

#include <algorithm>
#include <sstream>

namespace cli {
namespace {

std::string bare(std::string line) {
  line.erase(line.find_last_not_of(" /\r") + 1);
  return line.starts_with('/') ? line.substr(1) : line;
}

}  // namespace

std::vector<std::string> lines_lacking(const std::string& text, const std::vector<std::string>& wanted) {
  std::vector<std::string> there, lacking;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) there.push_back(bare(line));
  for (const std::string& line : wanted) {
    if (std::find(there.begin(), there.end(), bare(line)) != there.end()) continue;
    lacking.push_back(line);
    there.push_back(bare(line));
  }
  return lacking;
}

std::string with_lines(std::string text, const std::vector<std::string>& lines) {
  if (!text.empty() && !text.ends_with('\n')) text += "\n";
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace cli
