// Floats as a letter's payload: flat, in planes of bytes, compressed. And what has changed in them since the receiver's
// copy. Little-endian; foreign bytes are refused and never read past their end.
//
//   tensor: count (4 bytes), planes of count floats (4 count bytes), compressed where that makes them smaller
//   delta:  count of all (4), changed (4), their indices ascending (4 each), their new words (4 each)
#pragma once

#include <vector>

#include "workloads/swarm/wire/compression.h"

namespace workloads::swarm::wire {

inline constexpr std::size_t tensor_floats_max = 1u << 22;

// Appends the payload; false, and nothing appended, for more than tensor_floats_max.
bool write_tensor(std::span<const float> values, Bytes& out);
// Makes `values` what was written; false, and `values` unchanged, if the bytes are no tensor.
bool read_tensor(View payload, std::vector<float>& values);

// Appends what turns `before` into `after`, of equal length; false for other lengths and more than tensor_floats_max.
// A change of more than half is refused too: the tensor is smaller.
bool write_delta(std::span<const float> before, std::span<const float> after, Bytes& out);
// Turns `before` into `after`; false, and `state` unchanged, if the bytes are no delta of so many floats.
bool apply_delta(View payload, std::span<float> state);

}  // namespace workloads::swarm::wire
