// bench.toml: which suites a project has, how a ref is built, and the gate's policy. Strict: an unknown key is an error
// that names line, column and the key that was probably meant.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/config/policy.h"
#include "harness/suite/suite.h"

namespace harness {

struct BuildRecipe {
  std::vector<std::string> commands;   // run by the shell in the root of a checkout, in order
  std::vector<std::string> artefacts;  // what the suites need: paths or shell patterns, relative to the root
};

struct Config {
  std::string folder;  // that of bench.toml: suites are started there
  BuildRecipe build;
  std::vector<SuiteSpec> suites;
  Policy policy;  // without the acknowledgements, which have a file of their own
  std::vector<Rename> renames;
};

// Reads FOLDER/bench.toml; nothing where there is none. Throws Error(usage).
std::optional<Config> read_config(const std::string& folder);
// The same from its text; `shown_as` is the name in messages, `folder` is where suites are started.
Config parse_config(const std::string& text, const std::string& shown_as, const std::string& folder);

// Returns the nearest folder from `start` upwards that holds a bench.toml, or "".
std::string find_project(const std::string& start);

// Input with mandatory units. Each throws Error(usage) that names `what` and an example.
double parse_share(const std::string& text, const std::string& what);    // "5%" -> 0.05
double parse_seconds(const std::string& text, const std::string& what);  // "90s", "2m", "1h"

// Returns the candidate nearest to `word` when it is near enough to be a slip, else "".
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace harness
