#include "harness/swebench/evaluate.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
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

// git first, then patch, which forgives lines that moved: as SWE-bench's own tools do.
bool apply(const std::string& patch, const fs::path& file, const std::string& checkout) {
  std::ofstream written(file, std::ios::binary);
  written << patch;
  written.close();
  if (!written) throw Error(Exit::usage, fmt::format("writing {}: it failed; is the disk full?", file.string()));
  return works({"git", "apply", "--whitespace=nowarn", file}, checkout) ||
         works({"patch", "--batch", "--fuzz=5", "-p1", "-i", file}, checkout);
}

// The files that the tests' patch names are as they were at the commit, whatever the patch made of them. git alone
// moves and removes: it refuses what lies outside the checkout, and goes through no link.
bool restore_tests(const Instance& instance, const fs::path& checkout) {
  std::istringstream lines(instance.test_patch);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("--- a/") && !line.starts_with("+++ b/")) continue;
    const std::string path = line.substr(6);
    if (!works({"git", "--literal-pathspecs", "checkout", "--quiet", instance.base_commit, "--", path}, checkout) &&
        !works({"git", "--literal-pathspecs", "clean", "--quiet", "-ffdx", "--", path}, checkout))
      return false;
  }
  return true;
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
  if (!apply(patch, scratch / "patch", checkout)) return {Resolution::error, "its patch does not apply"};
  if (!restore_tests(instance, checkout)) return {Resolution::error, "the files of its tests cannot be put back"};
  if (!instance.test_patch.empty() && !apply(instance.test_patch, scratch / "test_patch", checkout))
    return {Resolution::error, "the patch of its tests does not apply"};

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
