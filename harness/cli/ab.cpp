// ab: the same measurement as gate, for a person who wants to know; a regression is an answer, not a failure.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "harness/cli/paired.h"
#include "harness/refs/shell.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

// A file is a suite, a folder is a build, and everything else is a ref, which never begins as a path does.
void place(const std::string& side, std::string& suite, std::string& build, std::string& ref) {
  const bool is_path = side.starts_with("./") || side.starts_with("../") || side.starts_with("/");
  if (is_path && !fs::exists(side))
    throw Error(Exit::usage, side + ": there is no such executable or folder of a build");
  if (fs::is_regular_file(side)) {
    suite = harness::quoted(side);  // a path, of which nothing is an argument
  } else {
    (fs::is_directory(side) ? build : ref) = side;
  }
}

void place(const std::string& base, const std::string& head, PairedOptions& o) {
  if (base.empty()) return;
  if (!(o.base + o.head + o.base_build + o.head_build + o.base_suite + o.head_suite).empty())
    throw Error(Exit::usage, fmt::format("the sides are given twice: {}, and by an option", base));
  place(base, o.base_suite, o.base_build, o.base);
  if (!head.empty()) place(head, o.head_suite, o.head_build, o.head);
}

}  // namespace

VERB("ab", "Compare two refs, builds or executables, measured as twins", [](CLI::App& app) {
  auto options = std::make_shared<PairedOptions>();
  auto base = std::make_shared<std::string>(), head = std::make_shared<std::string>();
  options->kind = "ab";
  app.add_option("BASE", *base, "an executable, a folder that holds a build, or a ref");
  app.add_option("HEAD", *head, "what to compare with it, of the same kind");
  options->add(app);
  return [options, base, head] {
    place(*base, *head, *options);
    return compare_sides(*options).front();
  };
});

}  // namespace cli
