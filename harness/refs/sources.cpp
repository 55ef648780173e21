#include "harness/refs/sources.h"

#include <filesystem>
#include <fstream>
#include <vector>

#include "harness/refs/shell.h"

namespace harness {
namespace {

namespace fs = std::filesystem;
using Environment = std::map<std::string, std::string>;

// Beside a store: what SQLite keeps there, and copies of earlier schemas.
constexpr const char* store_endings[] = {"", "-journal", "-wal", "-shm", ".schema-*"};
constexpr const char* report_mark = "<meta name=\"generator\" content=\"swarmperf\">";

std::string without_wildcards(const std::string& path) {
  std::string out;
  for (const char c : path)
    out += (std::string_view("\\*?[").find(c) == std::string_view::npos ? "" : "\\") + std::string(1, c);
  return out;
}

// Paths from the root of what git lists; ignored files are never among them.
std::vector<std::string> listed(const std::string& root, const Environment& environment, const std::string& arguments) {
  const std::string all = shell("git ls-files -z --exclude-standard " + arguments, root, environment).output;
  std::vector<std::string> paths;
  for (std::size_t at = 0, end; (end = all.find('\0', at)) != std::string::npos; at = end + 1)
    paths.push_back(all.substr(at, end - at));
  return paths;
}

// Pathspecs of the store and its siblings; "" where it lies elsewhere.
std::string store_pathspecs(const std::string& root, const std::string& store) {
  std::error_code none;
  const fs::path path = fs::absolute(store);
  const fs::path inside = (fs::weakly_canonical(path.parent_path(), none) / path.filename()).lexically_relative(root);
  if (inside.empty() || *inside.begin() == "..") return "";
  std::string out;
  for (const char* ending : store_endings)
    out += " " + quoted(":(top,glob)" + without_wildcards(inside.string()) + ending);
  return out;
}

// What builds left in untracked folders: those whole, or only the cache where sources lie beside it. CMake refuses a
// cache that was made elsewhere.
std::vector<std::string> built(const std::string& root, const Environment& environment) {
  std::vector<std::string> found;
  const std::string marks = "':(top,glob)**/CMakeCache.txt' ':(top,glob)**/meson-private/coredata.dat'";
  for (const std::string& mark : listed(root, environment, "--others -- " + marks)) {
    fs::path folder = fs::path(mark).parent_path();
    if (folder.filename() == "meson-private") folder = folder.parent_path();
    const bool has_sources =
        folder.empty() || !listed(root, environment, "-- " + quoted(":(top,literal)" + folder.string())).empty();
    found.push_back(has_sources ? mark : folder.string());
  }
  return found;
}

bool is_our_report(const fs::path& path) {
  std::string head(1024, '\0');
  std::ifstream(path).read(head.data(), std::streamsize(head.size()));
  return head.find(report_mark) != std::string::npos;
}

}  // namespace

std::string only_sources(const std::string& root, const std::string& store, const Environment& environment) {
  std::vector<std::string> others = built(root, environment);
  // A store that was committed is none of the sources either.
  if (const std::string pathspecs = store_pathspecs(root, store); !pathspecs.empty())
    for (std::string& path : listed(root, environment, "--cached --others --" + pathspecs)) others.push_back(path);
  for (const std::string& path : listed(root, environment, "--others -- ':(top,glob)**/report.html'")) {
    if (is_our_report(fs::path(root) / path)) others.push_back(path);
  }
  // Only what is there is named: git refuses to add beside a pathspec of what it ignores.
  std::string out = ":/";
  for (const std::string& path : others) out += " " + quoted(":(top,exclude,literal)" + path);
  return out;
}

bool is_changed(const std::string& folder, const std::string& store) {
  const std::string root = shell("git rev-parse --show-toplevel", folder).output;
  // Each untracked file: a folder that holds only what is left out would be told as a whole.
  return !shell("git status --porcelain --untracked-files=all -- " + only_sources(root, store), root,
                {{"GIT_OPTIONAL_LOCKS", "0"}})
              .output.empty();
}

}  // namespace harness
