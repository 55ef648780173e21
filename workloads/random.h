// Seeded numbers that are the same everywhere: splitmix64 (G. Steele et al., "Fast splittable pseudorandom number
// generators", 2014).
#pragma once

#include <cstdint>

namespace workloads {

// A number that looks drawn, from one that counts.
inline std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// The same as a sequence.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // The next of 2^64 numbers.
  std::uint64_t next() {
    const std::uint64_t drawn = mix(state_);
    state_ += 0x9e3779b97f4a7c15u;
    return drawn;
  }

 private:
  std::uint64_t state_;
};

}  // namespace workloads
