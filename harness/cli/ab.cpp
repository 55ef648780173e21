// ab: the same measurement as gate, for a person who wants to know; a regression is an answer, not a failure.
#include <CLI/CLI.hpp>
#include <memory>

#include "harness/cli/paired.h"

namespace cli {

VERB("ab", "Compare two refs, builds or executables, measured as twins", [](CLI::App& app) {
  auto options = std::make_shared<PairedOptions>();
  options->kind = "ab";
  options->add(app);
  return [options] { return compare_sides(*options).front(); };
});

}  // namespace cli
