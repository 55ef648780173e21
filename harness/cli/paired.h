// What ab and gate share: two sides in, pairs measured and judged, suspects confirmed, verdicts stored and printed.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/screen_files.h"
#include "harness/cli/verb.h"
#include "harness/config/config.h"
#include "harness/model.h"

namespace cli {

struct PairedOptions {
  Common common;
  std::string kind;                    // ab | gate
  std::string base, head;              // refs
  std::string base_build, head_build;  // folders that hold the artefacts
  std::string base_suite, head_suite;  // commands
  std::string tolerance, precision;
  std::string layout;  // "": as layout_in_force() says
  std::string pairing = "auto";
  std::vector<std::string> tags;     // instead of those of the policy
  std::vector<std::string> metrics;  // the same
  std::string release;               // a ref that head is judged against too; gate only
  bool strict = false;
  bool resume = false;
  bool own_only = false;  // leave competitors out
  ScreenFiles files;

  void add_sides(CLI::App& app);
  void add(CLI::App& app);
};

// One side of the comparison, ready to be launched.
struct Side {
  harness::Build build;
  std::vector<harness::SuiteSpec> suites;
};
struct Sides {
  Side base, head;
  harness::Policy policy;                  // of base, where it has one
  std::vector<harness::Rename> renames;    // declared by head
  std::vector<harness::Finding> findings;  // about the sides themselves
  std::string configured_in;               // folder whose store is used
  std::string layout;                      // what launches had: shuffled, aligned (one order) or as-built
  bool is_one_build = false;               // whatever differs between the sides is noise
};

// Whether both sides are refs, not folders or commands.
bool compares_refs(const PairedOptions& options);

// Builds refs, or takes folders or commands as they are.
Sides sides_of(const PairedOptions& options, const std::function<void(const std::string&)>& say);

// What the command line makes of the policy: --tolerance replaces every tolerance, patterns' included.
harness::Policy policy_in_force(const harness::Policy& policy, const PairedOptions& options);
// How refs are built: as was asked for, else shuffled where times are measured; counts do not mind layout.
std::string layout_in_force(const PairedOptions& options, const harness::Policy& in_force);

// Measures, judges and prints; returns the exit codes of the verb that hold, worst first.
std::vector<Exit> compare_sides(const PairedOptions& options);

}  // namespace cli
