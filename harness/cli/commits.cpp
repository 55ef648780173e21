#include "harness/cli/commits.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>

#include "harness/error.h"
#include "harness/model.h"
#include "harness/refs/shell.h"
#include "harness/suite/process.h"

namespace cli {
namespace {

using namespace harness;
constexpr double limit_s = 60;
constexpr std::size_t at_once = 1000;  // names in one command

bool is_hash(const std::string& text) {
  return text.size() >= 7 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

Named named_commit(const std::string& folder, const std::string& name) {
  const ShellResult found =
      shell("git show -s --format='%H %ct' " + quoted(name + "^{commit}") + " --", folder, {}, limit_s);
  const std::size_t space = found.output.find(' ');
  if (found.exit != 0 || space == std::string::npos) return {};
  return {found.output.substr(0, space), std::stoll(found.output.substr(space + 1))};
}

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

nlohmann::json commits_json(const std::string& folder, const std::string& before, const std::string& after) {
  nlohmann::json out = nlohmann::json::array();
  for (const Commit& c : commits_between(folder, before, after, 50))
    out.push_back({{"id", c.id}, {"subject", c.subject}});
  return out;
}

std::vector<LineCommit> line_between(const std::string& folder, const std::string& before, const std::string& after) {
  const std::string name_before = short_commit(before), name_after = short_commit(after);
  Command log;
  log.arguments = {
      "git", "log", "--first-parent", "--reverse", "--format=%H%x09%P%x09%an%x09%as%x09%s", before + ".." + after};
  log.folder = folder;
  log.output = Command::Keep::whole;  // all of it: the oldest commits come first
  const Outcome told = run(log, {limit_s, "", 0});
  if (told.exit != 0 || !told.failure.empty()) {
    throw Error(Exit::usage,
                fmt::format("listing the commits up to {}: git: {}{}", name_after, told.errors, told.failure));
  }
  std::vector<LineCommit> line;
  std::istringstream rows(told.output);
  for (std::string row; std::getline(rows, row);) {
    std::istringstream fields(row);
    LineCommit c;
    std::string parents;
    for (std::string* field : {&c.id, &parents, &c.author, &c.date}) std::getline(fields, *field, '\t');
    std::getline(fields, c.subject);
    std::istringstream(parents) >> c.parent >> c.merged;
    line.push_back(std::move(c));
  }
  if (line.empty()) {
    throw Error(Exit::usage, fmt::format("no commit lies after {} up to {}: give the good one first, then the bad one",
                                         name_before, name_after));
  }
  if (line.front().parent != before) {
    throw Error(
        Exit::usage,
        fmt::format("{} is not on the line of first parents that leads to {}{}", name_before, name_after,
                    line.front().parent.empty() ? ""
                                                : fmt::format("; it was left at {}: give that one as the good one",
                                                              short_commit(line.front().parent))));
  }
  return line;
}

}  // namespace cli
