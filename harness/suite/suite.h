// A suite as the harness sees it (docs/suite-protocol.md): what it can run, and one launch of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/model.h"
#include "harness/suite/process.h"

namespace harness {

// How to start it. kind "benchmark" speaks Google Benchmark's flags; "command" is any program, timed as a process.
struct SuiteSpec {
  std::string name;
  std::string kind = "benchmark";
  std::vector<std::string> command;
  std::string folder;                // where it is started; "" = here
  std::string clock = "wall";        // of a command: wall | cpu
  std::vector<std::string> tags;     // given to every benchmark of a suite that declares none
  double limit_s = 60;               // of one launch
  std::vector<std::string> layouts;  // the same executable, linked in other orders; a launch draws one
};

struct MetricInfo {
  std::string name, unit = "1", better = "less", kind = "count";
  bool exact = false, primary = false;
};

struct Benchmark {
  std::string name;        // as stored: without impl
  std::string suite_name;  // as the suite knows it
  std::string impl = "own";
  std::int64_t version = 1;
  std::vector<std::string> tags;
  std::string clock = "cpu";
  bool single_threaded = false;  // all it does is done by one thread
  bool twin = false;             // that, on CPU time: may share a core with its twin
  std::string source;
  std::vector<MetricInfo> metrics;
};

struct Listing {
  std::vector<Benchmark> benchmarks;
  std::string lane = "native";
  std::vector<std::pair<std::string, std::vector<std::string>>> lanes;  // name, arguments
  bool fixed_iterations = false;                                        // takes --iterations and --batches
  bool lockstep = false;                                                // takes --lockstep
  bool pins_threads = false;                                            // in lockstep it gives each thread a core
  bool marks_batches = false;                                           // what it times runs in a function of its own
  bool declared = false;
};

// Asks the suite what it has. Throws Error(benchmark) when it cannot be started, fails or prints garbage.
Listing list_suite(const SuiteSpec& suite, const std::vector<std::string>& lane_arguments = {});

struct LaunchRequest {
  std::vector<Benchmark> benchmarks;
  std::vector<std::string> lane_arguments;
  std::int64_t iterations = 0;  // 0: the suite chooses, for at least min_time_s
  std::int64_t batches = 1;
  double min_time_s = 0.05;
  std::optional<int> core;
  std::uint64_t seed = 0;             // of the environment padding that redraws the stack's layout
  std::optional<std::size_t> layout;  // which of the suite's layouts; nothing: as it was linked
};

// One launch: a process to start, and what to make of its outcome. Removes its result file when it goes.
class PreparedLaunch {
 public:
  PreparedLaunch(const SuiteSpec& suite, const Listing& listing, LaunchRequest request);
  PreparedLaunch(const PreparedLaunch&) = delete;
  PreparedLaunch& operator=(const PreparedLaunch&) = delete;
  ~PreparedLaunch();

  const Command& command() const { return command_; }
  // Makes the launch wait for its turn on one file descriptor and pass it on by another, batch by batch.
  void take_turns(int in, int out);
  Limits limits() const;
  // Turns the outcome into a launch with samples; failures are in Launch::failure, never an empty success.
  Launch finish(const Outcome& outcome) const;

 private:
  void read_results(Launch& launch) const;

  const SuiteSpec& suite_;
  const Listing& listing_;
  LaunchRequest request_;
  Command command_;
  std::string out_file_;
};

// A new, empty file, which nobody removes.
std::string temporary_file();

// A regular expression that matches this text and no other, where it is anchored.
std::string escaped(const std::string& text);

}  // namespace harness
