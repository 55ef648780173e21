// gate: ab with a verdict that fails a pull request.
#include <CLI/CLI.hpp>
#include <memory>

#include "harness/cli/paired.h"

namespace cli {

VERB("gate", "Judge head against base and fail on a confirmed regression", [](CLI::App& app) {
  auto options = std::make_shared<PairedOptions>();
  options->kind = "gate";
  options->own_only = true;
  options->add(app);
  options->files.add(app);
  app.add_option("--release", options->release,
                 "judge head against this ref too, or the newest tag that matches, such as 'v*': small changes add up");
  app.add_flag("--strict", options->strict, "unsure is no verdict either (exit 3)");
  return [options] {
    options->files.prepare();
    try {
      return compare_sides(*options).front();
    } catch (const Error& error) {
      options->files.write(error);
      throw;
    }
  };
});

}  // namespace cli
