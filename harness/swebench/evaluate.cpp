#include "harness/swebench/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>

#include "harness/error.h"
#include "harness/suite/process.h"
#include "harness/swebench/test_log.h"

namespace harness::swebench {
namespace {

namespace fs = std::filesystem;
constexpr double git_limit_s = 600;

// A folder that goes with the object.
class Scratch {
 public:
  Scratch() {
    std::string name = fs::temp_directory_path() / "swarmperf-swebench-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw Error(Exit::usage, fmt::format("making {}: it failed", name));
    path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

fs::path clone_of(const Instance& instance, const Place& place) {
  std::string name = instance.repo;
  if (const auto slash = name.find('/'); slash != std::string::npos) name.replace(slash, 1, "__");
  return fs::path(place.repositories) / name;
}

Outcome command(std::vector<std::string> arguments, const std::string& folder, double limit_s) {
  Command c;
  c.arguments = std::move(arguments);
  c.folder = folder;
  c.output = Command::Keep::whole;
  Limits limits;
  limits.seconds = limit_s;
  return run(c, limits);
}
bool works(std::vector<std::string> arguments, const std::string& folder) {
  const Outcome done = command(std::move(arguments), folder, git_limit_s);
  return done.failure.empty() && done.exit == 0;
}

void write(const std::string& patch, const fs::path& file) {
  std::ofstream written(file, std::ios::binary);
  written << patch;
  if (!patch.empty() && patch.back() != '\n') written << '\n';  // without it git calls the last line corrupt
  written.close();
  if (!written) throw Error(Exit::usage, fmt::format("writing {}: it failed; is the disk full?", file.string()));
}

// git first, then patch, which forgives lines that moved: as SWE-bench's own tools do.
bool applies(const fs::path& patch, const std::string& checkout) {
  return works({"git", "apply", "--whitespace=nowarn", patch}, checkout) ||
         works({"patch", "--batch", "--fuzz=5", "-p1", "-i", patch}, checkout);
}

// The files that a patch names, as git reads it: their new names, and of the patch turned round the old ones. Nothing
// where git cannot read it.
std::optional<std::set<std::string>> files_of(const fs::path& patch, const std::string& checkout) {
  std::set<std::string> files;
  for (const char* direction : {"--no-reverse", "--reverse"}) {
    const Outcome listed = command({"git", "apply", "--numstat", "-z", direction, patch}, checkout, git_limit_s);
    if (!listed.failure.empty() || listed.exit != 0) return std::nullopt;
    std::istringstream rows(listed.output);  // lines added, a tab, lines removed, a tab, the name as it is
    for (std::string row; std::getline(rows, row, '\0');)
      files.insert(row.substr(row.find('\t', row.find('\t') + 1) + 1));
  }
  return files;
}

// The files that the tests' patch names are as they were at the commit, whatever the patch made of them. git alone
// moves and removes: it refuses what lies outside the checkout, and goes through no link.
bool restore_tests(const fs::path& test_patch, const std::string& commit, const std::string& checkout) {
  const auto files = files_of(test_patch, checkout);
  return files && std::all_of(files->begin(), files->end(), [&](const std::string& file) {
           return works({"git", "--literal-pathspecs", "checkout", "--quiet", commit, "--", file}, checkout) ||
                  works({"git", "--literal-pathspecs", "clean", "--quiet", "-ffdx", "--", file}, checkout);
         });
}

}  // namespace

void refuse_absent(const Instance& instance, const Place& place) {
  const std::string clone = clone_of(instance, place);
  if (!fs::is_directory(clone))
    throw Error(Exit::usage, fmt::format("{} wants a clone of {} as {}", instance.id, instance.repo, clone));
  if (!works({"git", "cat-file", "-e", instance.base_commit + "^{commit}"}, clone))
    throw Error(Exit::usage,
                fmt::format("{} wants commit {}, which {} does not have", instance.id, instance.base_commit, clone));
}

Evaluated evaluate(const Instance& instance, const std::string& patch, const Place& place) {
  if (patch.find_first_not_of(" \t\r\n") == std::string::npos) return {Resolution::empty_patch, "no patch was made"};
  const Scratch scratch;
  const std::string clone = fs::absolute(clone_of(instance, place)), checkout = scratch / "checkout";
  if (!works({"git", "clone", "--quiet", "--shared", "--no-checkout", clone, checkout}, "") ||
      !works({"git", "checkout", "--quiet", "--detach", instance.base_commit}, checkout))
    return {Resolution::error, "its commit could not be checked out"};
  write(patch, scratch / "patch");
  write(instance.test_patch, scratch / "test_patch");
  if (!applies(scratch / "patch", checkout)) return {Resolution::error, "its patch does not apply"};
  if (!instance.test_patch.empty()) {
    if (!restore_tests(scratch / "test_patch", instance.base_commit, checkout))
      return {Resolution::error, "the files of its tests cannot be put back"};
    if (!applies(scratch / "test_patch", checkout)) return {Resolution::error, "the patch of its tests does not apply"};
  }

  const Outcome tested = command({"sh", "-c", place.test_command}, checkout, place.limit_s);
  if (!tested.failure.empty()) return {Resolution::error, "its tests: " + tested.failure};
  const std::set<std::string> passed = passed_tests(tested.output);
  if (passed.empty() && tested.exit != 0)
    return {Resolution::error, fmt::format("its tests ended with {} and named none that passed", tested.exit)};
  for (const auto* tests : {&instance.fail_to_pass, &instance.pass_to_pass}) {
    for (const std::string& test : *tests) {
      if (!passed.contains(test)) return {Resolution::unresolved, test + " did not pass"};
    }
  }
  return {Resolution::resolved,
          fmt::format("{} turned, {} still pass", instance.fail_to_pass.size(), instance.pass_to_pass.size())};
}

}  // namespace harness::swebench
