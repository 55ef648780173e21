// Runs the program's benchmarks under Google Benchmark as a suite process (docs/suite-protocol.md). On top of Google
// Benchmark's flags it takes --isa=NAME, --iterations=N (fixed, per batch), --batches=N, and --impl=NAME: only what
// that implementation does, under the names that "own" has, so that two commands set one against the other.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace bench {

// What the host must know of the code it measures, so that the harness names no kernel.
struct NativeLanes {
  std::vector<std::string> supported;             // best first; at least "scalar"
  std::function<bool(const std::string&)> force;  // selects one; false when unknown or not supported here
  std::function<std::string()> current;           // the one that runs
  std::string about = "";                         // of a competitor: version, chosen core, threads
};

// Returns the exit code: 0 done, 1 a benchmark returned a wrong result, 2 wrong arguments.
int native_main(int argc, char** argv, const NativeLanes& lanes);

}  // namespace bench
