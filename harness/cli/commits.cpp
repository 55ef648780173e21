#include "harness/cli/commits.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <sstream>

#include "harness/refs/shell.h"

namespace cli {
namespace {

using namespace harness;
constexpr double limit_s = 60;
constexpr std::size_t at_once = 1000;  // names in one command

bool is_hash(const std::string& text) {
  return text.size() >= 7 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::set<std::string> unreachable(const std::string& folder, const std::set<std::string>& wanted) {
  if (folder.empty() || wanted.empty() || shell("git rev-parse --git-dir", folder, {}, limit_s).exit != 0) return {};
  std::set<std::string> gone;
  std::vector<std::string> asked;
  for (const std::string& commit : wanted) {
    if (is_hash(commit)) asked.push_back(commit);
    if (!is_hash(commit) && !commit.empty()) gone.insert(commit);
  }
  // Two calls for all: which of them git has at all, and which of those no branch or tag leads to.
  for (std::size_t begin = 0; begin < asked.size(); begin += at_once) {
    const std::span<const std::string> part(asked.data() + begin, std::min(at_once, asked.size() - begin));
    const ShellResult known =
        shell(fmt::format("printf '%s\\n' {} | git cat-file --batch-check='%(objecttype) %(objectname)'",
                          fmt::join(part, " ")),
              folder, {}, limit_s);
    if (known.exit != 0) return {};
    std::map<std::string, std::string> by_full_name;
    std::istringstream answers(known.output);
    std::string line;
    for (const std::string& commit : part) {
      std::getline(answers, line);
      line.starts_with("commit ") ? void(by_full_name[line.substr(7)] = commit) : void(gone.insert(commit));
    }
    std::string command = "git rev-list";
    for (const auto& [full, commit] : by_full_name) command += " " + full;
    const ShellResult lost =
        by_full_name.empty() ? ShellResult{} : shell(command + " --not --all", folder, {}, limit_s);
    std::istringstream names(lost.output);
    while (std::getline(names, line)) {
      if (const auto found = by_full_name.find(line); found != by_full_name.end()) gone.insert(found->second);
    }
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
