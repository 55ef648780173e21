#include "workloads/swarm/wire/tensor.h"

#include <cstring>

#include "kernels/byte_planes.h"
#include "kernels/changed_values.h"

namespace workloads::swarm::wire {
namespace {

void append(Bytes& out, const void* data, std::size_t bytes) {
  const auto* from = static_cast<const std::byte*>(data);
  out.insert(out.end(), from, from + bytes);
}
std::uint32_t word_at(View bytes, std::size_t at) {
  std::uint32_t word;
  std::memcpy(&word, &bytes[at], sizeof word);
  return word;
}
auto* bytes_of(auto* values) { return reinterpret_cast<std::uint8_t*>(values); }

}  // namespace

bool write_tensor(std::span<const float> values, Bytes& out) {
  if (values.size() > tensor_floats_max) return false;
  const auto count = std::uint32_t(values.size());
  Bytes planes(4 * values.size());
  kernels::split_planes(reinterpret_cast<const std::uint8_t*>(values.data()), bytes_of(planes.data()), count);
  append(out, &count, sizeof count);
  if (!compress(planes, out)) append(out, planes.data(), planes.size());
  return true;
}

bool read_tensor(View payload, std::vector<float>& values) {
  if (payload.size() < 4 || word_at(payload, 0) > tensor_floats_max) return false;
  const std::size_t count = word_at(payload, 0);
  const View stored = payload.subspan(4);
  if (stored.size() > 4 * count) return false;
  Bytes planes(stored.begin(), stored.end());
  if (planes.size() < 4 * count) {
    planes.resize(4 * count);
    if (!decompress(stored, planes)) return false;
  }
  values.resize(count);
  kernels::join_planes(bytes_of(planes.data()), bytes_of(values.data()), count);
  return true;
}

bool write_delta(std::span<const float> before, std::span<const float> after, Bytes& out) {
  const std::size_t count = after.size();
  if (before.size() != count || count > tensor_floats_max) return false;
  std::vector<std::uint32_t> indices(count);
  const std::size_t changed = kernels::changed_values(before.data(), after.data(), count, indices.data());
  if (2 * changed > count) return false;
  const std::uint32_t head[] = {std::uint32_t(count), std::uint32_t(changed)};
  append(out, head, sizeof head);
  append(out, indices.data(), 4 * changed);
  for (std::size_t i = 0; i < changed; ++i) append(out, &after[indices[i]], 4);
  return true;
}

bool apply_delta(View payload, std::span<float> state) {
  if (payload.size() < 8 || word_at(payload, 0) != state.size()) return false;
  const std::size_t changed = word_at(payload, 4);
  if (payload.size() != 8 + 8 * changed) return false;
  for (std::size_t i = 0; i < changed; ++i) {
    const std::uint32_t index = word_at(payload, 8 + 4 * i);
    if (index >= state.size() || (i > 0 && index <= word_at(payload, 4 + 4 * i))) return false;
  }
  for (std::size_t i = 0; i < changed; ++i)
    std::memcpy(&state[word_at(payload, 8 + 4 * i)], &payload[8 + 4 * (changed + i)], 4);
  return true;
}

}  // namespace workloads::swarm::wire
