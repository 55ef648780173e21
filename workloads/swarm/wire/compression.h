// A block of bytes made smaller, and back. Source: LZ4's block format (lz4_Block_format.md), by its library.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace workloads::swarm::wire {

using Bytes = std::vector<std::byte>;
using View = std::span<const std::byte>;

// Appends the compressed block to `out`, if it is smaller than `raw`; false, and nothing appended, if it is not.
bool compress(View raw, Bytes& out);

// Writes exactly raw.size() bytes; false if `stored` is no block of that many. Hostile bytes are safe.
bool decompress(View stored, std::span<std::byte> raw);

}  // namespace workloads::swarm::wire
