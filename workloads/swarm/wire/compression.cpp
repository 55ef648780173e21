#include "workloads/swarm/wire/compression.h"

#include <lz4.h>

namespace workloads::swarm::wire {

namespace {

// Of letters, which are short and alike, looking at every second place finds as much as looking at each, in less time.
constexpr int acceleration = 2;

}  // namespace

bool compress(View raw, Bytes& out) {
  if (raw.size() < 2 || raw.size() > LZ4_MAX_INPUT_SIZE) return false;
  const std::size_t before = out.size();
  out.resize(before + raw.size() - 1);
  const int size = LZ4_compress_fast(reinterpret_cast<const char*>(raw.data()), reinterpret_cast<char*>(&out[before]),
                                     int(raw.size()), int(raw.size() - 1), acceleration);
  out.resize(before + std::size_t(size));
  return size > 0;
}

bool decompress(View stored, std::span<std::byte> raw) {
  if (stored.size() > LZ4_MAX_INPUT_SIZE || raw.size() > LZ4_MAX_INPUT_SIZE) return false;
  return LZ4_decompress_safe(reinterpret_cast<const char*>(stored.data()), reinterpret_cast<char*>(raw.data()),
                             int(stored.size()), int(raw.size())) == int(raw.size());
}

}  // namespace workloads::swarm::wire
