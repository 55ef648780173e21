// Tells a session that is running from one whose process died: a process id alone may have been taken again.
#pragma once

#include <cstdint>

namespace harness {

// Nanoseconds since 1970.
std::int64_t now_ns();

// Returns when the process started, in clock ticks since boot mixed with the boot id; 0 where there is no such process.
std::int64_t process_start(std::int64_t process);

// Returns whether the process with that id is the one that had that start.
bool is_alive(std::int64_t process, std::int64_t started);

}  // namespace harness
