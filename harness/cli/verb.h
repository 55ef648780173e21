// A verb of the command line: one file each, which announces itself with VERB. Options common to several verbs are
// here.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/error.h"
#include "harness/suite/suite.h"

// Option parsing is CLI11, which takes four seconds to compile: only who adds options includes it.
namespace CLI {
class App;
}

namespace cli {

using harness::Error;
using harness::Exit;

struct Verb {
  std::string name, help;
  // Adds options to the subcommand and returns what to do once they are parsed.
  std::function<std::function<Exit()>(CLI::App&)> make;
};

// All verbs that are linked in, sorted by name.
std::vector<Verb>& verbs();

struct VerbRegistration {
  VerbRegistration(std::string name, std::string help, std::function<std::function<Exit()>(CLI::App&)> make) {
    verbs().push_back({std::move(name), std::move(help), std::move(make)});
  }
};

// What several verbs take. Each add_* adds its options and keeps the values here.
struct Common {
  std::string db;
  bool json = false;
  bool quiet = false;
  std::vector<std::string> filter, lanes;
  std::string budget, limit;
  std::uint64_t seed = 0;  // 0: drawn and printed

  void add_store(CLI::App& app);
  void add_output(CLI::App& app);
  void add_selection(CLI::App& app);
  void add_measuring(CLI::App& app);
  // Before anything is built: throws Error(usage) where --budget or --limit is no time.
  void refuse_mistakes() const;
  // Gives --limit to every suite, where it was given.
  void limit_launches(std::vector<harness::SuiteSpec>& suites) const;
};

// The store's path: --db, $SWARMPERF_DB, or swarmperf.db beside bench.toml (in this folder where there is none).
std::string store_path(const Common& common);

}  // namespace cli

#define VERB static const ::cli::VerbRegistration verb_registration
