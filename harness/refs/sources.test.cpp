// What counts as a change of a work tree, and what a picture of it holds.
#include "harness/refs/sources.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "harness/refs/repository.h"
#include "harness/refs/shell.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

struct Project {
  fs::path folder;
  explicit Project(const char* gitignore = "") {
    std::string name = (fs::temp_directory_path() / "swarmperf-tree-XXXXXX").string();
    folder = mkdtemp(name.data());
    folder = fs::canonical(folder);
    write("tree/main.cpp", "int main() {}\n");
    write("tree/.gitignore", gitignore);
    git("init --quiet");
    git("add --all");
    git("-c user.name=t -c user.email=t@example.org commit --quiet -m first");
  }
  ~Project() {
    std::error_code none;
    fs::remove_all(folder, none);
  }
  std::string root() const { return (folder / "tree").string(); }
  void write(const fs::path& path, const std::string& text) const {
    fs::create_directories((folder / path).parent_path());
    std::ofstream(folder / path) << text;
  }
  std::string git(const std::string& arguments) const {
    const ShellResult result = shell("git " + arguments, root());
    EXPECT_EQ(result.exit, 0) << arguments << ": " << result.errors;
    return result.output;
  }
  // The paths of a picture of the work tree, joined by spaces.
  std::string pictured(const std::string& store) const {
    Repository repository(root(), (folder / "cache").string(), store);
    const std::string tree = repository.resolve("").tree;
    const ShellResult paths =
        shell("git ls-tree -r --name-only " + tree + " | paste -sd ' '", repository.build_folder(),
              {{"GIT_DIR", fs::path(repository.build_folder()).parent_path() / "repository"}});
    return paths.output;
  }
};

const std::string report = "<!DOCTYPE html>\n<meta name=\"generator\" content=\"swarmperf\">\n";

TEST(Sources, OurOwnFilesAreNoChange) {
  struct Case {
    const char* store;  // relative to the work tree
    const char* file;
    std::string text;
    bool is_change;
  };
  const Case cases[] = {
      {"swarmperf.db", "swarmperf.db", "", false},
      {"swarmperf.db", "swarmperf.db-journal", "", false},
      {"swarmperf.db", "swarmperf.db-wal", "", false},
      {"swarmperf.db", "swarmperf.db.schema-3", "", false},
      {"data/[a] b*.db", "data/[a] b*.db", "", false},
      {"data/[a] b*.db", "data/a b.db", "", true},
      {"../elsewhere.db", "elsewhere.db", "", true},
      {"swarmperf.db", "swarmperf.db.txt", "", true},
      {"swarmperf.db", "report.html", report, false},
      {"swarmperf.db", "sub/report.html", report, false},
      {"swarmperf.db", "report.html", "<p>somebody else's</p>", true},
      {"swarmperf.db", "other.html", report, true},
      {"swarmperf.db", "build/CMakeCache.txt", "", false},
      {"swarmperf.db", "a b/release/CMakeCache.txt", "", false},
      {"swarmperf.db", "out/meson-private/coredata.dat", "", false},
      {"swarmperf.db", "CMakeCache.txt", "", false},
      {"swarmperf.db", "build/bench.cpp", "", true},
      {"swarmperf.db", "main.cpp", "int main() { return 1; }\n", true},
  };
  for (const auto& [store, file, text, is_change] : cases) {
    const Project project;
    project.write(fs::path("tree") / file, text);
    EXPECT_EQ(is_changed(project.root(), project.root() + "/" + store), is_change) << store << " " << file;
  }
}

TEST(Sources, AStoreThatWasCommittedIsNoChangeEither) {
  const Project project;
  project.write("tree/swarmperf.db", "one");
  project.git("add --all");
  project.git("-c user.name=t -c user.email=t@example.org commit --quiet -m second");
  project.write("tree/swarmperf.db", "two");
  EXPECT_FALSE(is_changed(project.root(), project.root() + "/swarmperf.db"));
  EXPECT_TRUE(is_changed(project.root(), project.root() + "/other.db"));
}

TEST(Sources, APictureHasWhatIsNewAndNothingOfOurs) {
  for (const char* gitignore : {"", "*.db\n"}) {
    const Project project(gitignore);
    project.write("tree/swarmperf.db", "");
    project.write("tree/report.html", report);
    project.write("tree/new.h", "");
    project.write("tree/build/CMakeCache.txt", "");
    project.write("tree/build/bench/their_bench", "");
    project.write("tree/CMakeCache.txt", "");
    EXPECT_EQ(project.pictured(project.root() + "/swarmperf.db"), ".gitignore main.cpp new.h") << gitignore;
  }
}

}  // namespace
}  // namespace harness
