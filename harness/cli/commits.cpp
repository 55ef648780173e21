#include "harness/cli/commits.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "harness/refs/shell.h"

namespace cli {
namespace {

using namespace harness;
constexpr double limit_s = 60;

bool is_hash(const std::string& text) {
  return text.size() >= 7 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::set<std::string> unreachable(const std::string& folder, const std::set<std::string>& wanted) {
  if (folder.empty() || wanted.empty() || shell("git rev-parse --git-dir", folder, {}, limit_s).exit != 0) return {};
  std::set<std::string> gone;
  for (const std::string& commit : wanted) {
    if (commit.empty()) continue;
    // Asked one by one, newest histories are short; a name that git does not know makes it fail, which says the same.
    const ShellResult found =
        is_hash(commit) ? shell("git for-each-ref --count=1 --contains " + quoted(commit), folder, {}, limit_s)
                        : ShellResult{1, "", ""};
    const bool in_head =
        is_hash(commit) &&
        shell("git merge-base --is-ancestor " + quoted(commit) + " HEAD", folder, {}, limit_s).exit == 0;
    if (!in_head && (found.exit != 0 || found.output.empty())) gone.insert(commit);
  }
  return gone;
}

std::vector<Commit> commits_between(const std::string& folder, const std::string& before, const std::string& after,
                                    std::size_t most) {
  std::vector<Commit> out;
  if (folder.empty() || !is_hash(before) || !is_hash(after) || before == after) return out;
  const ShellResult log =
      shell(fmt::format("git log --format='%h %s' -n {} {}..{}", most, before, after), folder, {}, limit_s);
  if (log.exit != 0) return out;
  std::istringstream lines(log.output);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = std::min(line.find(' '), line.size());
    out.push_back({line.substr(0, space), line.substr(std::min(space + 1, line.size()))});
  }
  return out;
}

}  // namespace cli
