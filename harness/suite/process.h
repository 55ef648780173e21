// Starts child processes and waits for them, so that none outlives its limit, its caller or an interrupt. Each child is
// the leader of its own process group, which is ended as a whole; the kernel ends it when the harness is killed. What
// is measured is started by a launcher, which leads the group in its place (harness/launch/main.cpp says why).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace harness {

struct Command {
  std::vector<std::string> arguments;
  std::string folder;                        // "" = here
  std::map<std::string, std::string> added;  // environment variables beside the inherited ones
  std::vector<int> cores;                    // pin to these; empty: all that the harness was given
  std::vector<int> inherited;                // file descriptors that stay open in the child
  bool measured = false;                     // its memory is its own, and its time no more than it takes
  enum class Keep { nothing, whole, end };
  Keep output = Keep::nothing;  // what is kept of stdout; whole: 16 MiB at most, more is a failure
};

struct Limits {
  double seconds = 60;
  std::string watched_file;  // ended when this file outgrows watched_bytes
  std::int64_t watched_bytes = 64 << 20;
  std::function<bool()> only_waits = {};  // asked when the time is over: true where it is another's fault
};

// How the failure of a command begins that was not the one which took too long.
inline constexpr const char* only_waited = "it waited for the other arm";

struct Outcome {
  int exit = 0;         // exit code, or minus the signal
  std::string failure;  // "" or why it was not allowed to finish, or could not start
  bool took_too_long = false;
  std::string output;  // stdout where it was kept
  std::string errors;  // the end of stderr
  std::int64_t started_ns = 0;
  std::int64_t elapsed_ns = 0;
  std::int64_t user_ns = 0;
  std::int64_t system_ns = 0;
  std::int64_t peak_rss_bytes = 0;  // 0 where it is not known: not measured, killed, or no launcher beside swarmperf
  std::int64_t switches = 0;        // involuntary
};

// Runs all commands at once, each within its own limits, and returns their outcomes in order; `started` is called when
// all of them run. Throws Error with exit code 130 or 143 when the harness is interrupted meanwhile; no child is left
// then.
std::vector<Outcome> run_all(const std::vector<Command>& commands, const std::vector<Limits>& limits,
                             const std::function<void()>& started = {});
Outcome run(const Command& command, const Limits& limits, const std::function<void()>& started = {});

// Splits a command line into arguments as a shell would, without any expansion: spaces, '...', "...", backslash.
// Throws Error(usage) on an open quote.
std::vector<std::string> split_arguments(const std::string& line);

}  // namespace harness
