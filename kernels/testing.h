// What kernel tests share: awkward sizes, seeded inputs, and a loop over the instruction sets that can
// run here which names the one that failed.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "kernels/isa.h"

namespace kernels::testing {

using Sizes = std::initializer_list<std::size_t>;

// 0, 1, around every number of lanes in use, primes, and more than any unrolled loop takes at once.
inline const Sizes awkward_sizes = {0,  1,  2,  3,  4,  5,  7,   8,   9,   15,  16,   17,   31,   32,
                                    33, 37, 63, 64, 65, 97, 127, 128, 129, 255, 1009, 1024, 4099, 6151};

// Calls check(isa) for every instruction set that this machine runs.
template <class Check>
void for_each_isa(Check check) {
  for (Isa isa : supported()) {
    SCOPED_TRACE("isa " + std::string(name(isa)));
    check(isa);
  }
}

// Returns n floats in [low, high).
inline std::vector<float> random_floats(std::size_t n, std::uint32_t seed, float low = -1, float high = 1) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> value(low, high);
  std::vector<float> out(n);
  for (float& x : out) x = value(random);
  return out;
}

}  // namespace kernels::testing
