#include "harness/refs/repository.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <filesystem>
#include <vector>

#include "harness/error.h"
#include "harness/refs/shell.h"
#include "harness/refs/sources.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

// The last line of what git said, without its prefix.
std::string reason(const ShellResult& result) {
  std::string text = result.errors;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const std::size_t line = text.rfind('\n');
  if (line != std::string::npos) text.erase(0, line + 1);
  for (const char* prefix : {"fatal: ", "error: "}) {
    if (text.starts_with(prefix)) text.erase(0, 7);
  }
  return text.empty() ? fmt::format("exit code {}", result.exit) : text;
}

std::string must(const ShellResult& result, const std::string& doing) {
  if (result.exit == 0) return result.output;
  throw Error(Exit::usage, fmt::format("{}: git: {}", doing, reason(result)));
}

}  // namespace

Repository::Repository(const std::string& folder, const std::string& cache_folder, std::string store)
    : store_(std::move(store)) {
  const ShellResult top = shell("git rev-parse --show-toplevel", folder);
  if (top.exit == 127)
    throw Error(Exit::usage, "looking for the repository: git is not installed; apt-get install git");
  if (top.exit != 0) {
    throw Error(Exit::usage,
                fmt::format("looking for a git repository in {}: {}; refs need one. To compare two builds give "
                            "--base-suite and --head-suite",
                            fs::absolute(folder).string(), reason(top)));
  }
  root_ = top.output;
  inside_ = fs::relative(fs::canonical(folder), fs::canonical(root_)).string();
  if (inside_ == ".") inside_.clear();
  if (shell("git rev-parse --verify --quiet HEAD", root_).exit != 0) {
    throw Error(Exit::usage, fmt::format("repository {}: it has no commit yet; commit first", root_));
  }
  const std::string key = fmt::format("{:016x}", XXH64(root_.data(), root_.size(), 0));
  own_ = cache_folder + "/" + key;
  fs::create_directories(build_folder());
  if (!fs::exists(own_ + "/repository")) {
    must(shell(fmt::format("git init --quiet --bare {}", quoted(own_ + "/repository"))), "preparing " + own_);
  }
}

std::string Repository::user_git(const std::string& arguments, const std::string& doing) {
  return must(shell("git " + arguments, root_, {{"GIT_OPTIONAL_LOCKS", "0"}}), doing);
}

std::string Repository::own_git(const std::string& arguments, const std::string& doing) {
  return must(shell("git " + arguments, own_, {{"GIT_DIR", own_ + "/repository"}}), doing);
}

Checkout Repository::resolve(const std::string& ref) {
  Checkout found;
  if (ref.empty()) {
    if (!is_changed(root_, store_)) {
      found = resolve("HEAD");
      found.label = "work tree";
      return found;
    }
    return snapshot_work_tree();
  }
  found.label = ref;
  const ShellResult commit = shell("git rev-parse --verify --quiet " + quoted(ref + "^{commit}"), root_);
  if (commit.exit != 0) {
    const bool shallow = user_git("rev-parse --is-shallow-repository", "looking at the history") == "true";
    throw Error(Exit::usage, fmt::format("ref '{}': there is no such commit in {}; {}", ref, root_,
                                         shallow ? "this clone is shallow: git fetch --unshallow"
                                                 : "git branch -a and git log show what there is"));
  }
  found.commit = commit.output;
  found.tree = user_git("rev-parse " + found.commit + "^{tree}", "reading " + ref);
  found.commit_time_s = std::stoll(user_git("show -s --format=%ct " + found.commit, "reading " + ref));
  // A path, so that nothing is asked of the user's repository but to be read.
  own_git(
      fmt::format("fetch --quiet --no-tags --update-shallow --depth=1 {} {}", quoted("file://" + root_), found.commit),
      "copying " + ref);
  return found;
}

std::string Repository::default_base() {
  const std::string head = user_git("rev-parse HEAD", "reading HEAD");
  for (const char* branch : {"origin/main", "main", "origin/master", "master"}) {
    if (shell(std::string("git rev-parse --verify --quiet ") + branch, root_).exit != 0) continue;
    const ShellResult base = shell(fmt::format("git merge-base HEAD {}", branch), root_);
    if (base.exit == 0 && base.output != head) return base.output;
    if (base.exit == 0) break;
  }
  if (is_changed(root_, store_)) return "HEAD";
  if (shell("git rev-parse --verify --quiet HEAD~1", root_).exit == 0) return "HEAD~1";
  throw Error(Exit::usage, "looking for something to compare HEAD with: it has no earlier commit; give --base REF");
}

std::string Repository::newest_tag(const std::string& pattern, const std::string& commit) {
  const ShellResult tag = shell("git describe --tags --abbrev=0 --match " + quoted(pattern) + " " + commit, root_);
  return tag.exit == 0 ? tag.output : "";
}

Checkout Repository::snapshot_work_tree() {
  Checkout found = resolve("HEAD");
  found.label = "work tree";
  found.dirty = true;
  // An index and objects of our own: the user's are not touched.
  const std::string index = own_ + "/index";
  std::error_code none;
  fs::remove(index, none);
  const std::map<std::string, std::string> environment = {
      {"GIT_DIR", own_ + "/repository"}, {"GIT_WORK_TREE", root_}, {"GIT_INDEX_FILE", index}};
  const std::string doing = "taking a picture of the work tree";
  must(shell("git read-tree " + found.commit, root_, environment), doing);
  must(shell("git add --all -- " + only_sources(root_, store_, environment), root_, environment), doing);
  found.tree = must(shell("git write-tree", root_, environment), doing);
  return found;
}

std::optional<std::string> Repository::file_of(const Checkout& what, const std::string& path) {
  const std::string inside = inside_.empty() ? path : inside_ + "/" + path;
  const ShellResult text =
      shell("git cat-file blob " + quoted(what.tree + ":" + inside), own_, {{"GIT_DIR", own_ + "/repository"}});
  return text.exit == 0 ? std::optional(text.output) : std::nullopt;
}

std::string Repository::first_commit_with(const std::string& path) {
  const std::string inside = inside_.empty() ? path : inside_ + "/" + path;
  const std::string all = shell("git log --diff-filter=A --format=%h -- " + quoted(inside), root_).output;
  return all.substr(all.rfind('\n') + 1);
}

std::string Repository::check_out(const Checkout& what, const std::string& variant, bool afresh) {
  const std::string source = own_ + "/source-" + variant, index = own_ + "/index-" + variant;
  if (afresh) {
    std::error_code none;
    fs::remove_all(source);
    fs::remove(index, none);
  }
  fs::create_directories(source);
  const std::map<std::string, std::string> environment = {
      {"GIT_DIR", own_ + "/repository"}, {"GIT_WORK_TREE", source}, {"GIT_INDEX_FILE", index}};
  const std::string doing = "checking out " + what.label;
  must(shell("git read-tree --reset -u " + what.tree, source, environment), doing);
  must(shell("git clean -ffdq", source, environment), doing);
  return inside_.empty() ? source : source + "/" + inside_;
}

}  // namespace harness
