#include "harness/refs/layouts.h"

#include <fmt/format.h>

#include <filesystem>

#include "harness/refs/shell.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

// The folder above `file` that Ninja builds in; "" where there is none.
std::string ninja_folder(const fs::path& file) {
  for (fs::path folder = file.parent_path(); folder != folder.root_path(); folder = folder.parent_path()) {
    if (fs::exists(folder / "build.ninja")) return folder.string();
  }
  return "";
}

}  // namespace

Layouts shuffle_layouts(const std::string& executable, int count) {
  Layouts layouts;
  const std::string folder = ninja_folder(executable);
  if (folder.empty()) {
    layouts.obstacle = "it was not built by Ninja (add -G Ninja to the commands of bench.toml)";
    return layouts;
  }
  const std::string target = fs::path(executable).lexically_relative(folder).string();
  const ShellResult commands =
      shell(fmt::format("ninja -C {} -t commands {} | tail -n 1", quoted(folder), quoted(target)));
  const std::string output = " -o " + target + " ";
  const std::size_t at = commands.output.find(output);
  if (commands.exit != 0 || at == std::string::npos) {
    layouts.obstacle = "Ninja does not tell how it is linked";
    return layouts;
  }
  for (int i = 1; i <= count; ++i) {
    const std::string file = fmt::format("{}.layout-{:02}", target, i);
    std::string line = commands.output;
    line.replace(at, output.size(),
                 fmt::format(" -fuse-ld=lld -Wl,--shuffle-sections='.text*={}' -o {} ", i, quoted(file)));
    const ShellResult linked = shell(line, folder);
    if (linked.exit != 0) {
      layouts.obstacle =
          "lld cannot link it (apt-get install lld): " + linked.errors.substr(0, linked.errors.find('\n'));
      layouts.files.clear();
      return layouts;
    }
    layouts.files.push_back(folder + "/" + file);
  }
  return layouts;
}

}  // namespace harness
