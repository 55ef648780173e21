// What this process has written, as Linux counts it: `wchar` of /proc/self/io, what write() was given.
#pragma once

#include <optional>

namespace workloads::swarm {

// Nothing where the file cannot be read or does not say: some containers hide it.
std::optional<double> written_bytes(const char* path = "/proc/self/io");

}  // namespace workloads::swarm
