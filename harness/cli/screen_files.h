// The files a gate leaves for a pull request: a comment, annotations, test results, a step summary. They are written
// whatever the exit code is, and say so where the gate did not come to an end.
#pragma once

#include <string>

#include "harness/cli/verb.h"
#include "harness/cli/verdict_screen.h"

namespace cli {

struct ScreenFiles {
  std::string markdown, annotations, junit, sarif, summary;  // "" is not wanted

  void add(CLI::App& app);
  // Before anything is measured. Throws Error(usage) for a file that cannot be written.
  void prepare() const;
  void write(const VerdictScreen& screen) const;
  void write(const Error& error) const;

 private:
  void put_records(const harness::Record& record) const;
};

}  // namespace cli
