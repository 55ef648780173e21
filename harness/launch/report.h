// What the launcher says of the one process that it started: written whole to a file descriptor, and nothing where it
// was killed itself.
#pragma once

#include <sys/resource.h>

#include <cstdint>

namespace harness {

inline constexpr int not_started = 127 << 8;  // the status of a shell's exit code for it

struct LaunchReport {
  int error = 0;   // errno of what could not be started
  int status = 0;  // as wait4() has it
  std::int64_t elapsed_ns = 0;
  rusage used = {};
};

}  // namespace harness
