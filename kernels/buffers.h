// Inputs for benchmarks: seeded, 64-byte aligned, and staggered, so that buffers of one case never share their low
// address bits. Big allocations all start at the same offset in a page, and then streams evict each other by chance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kernels {

class Buffer {
 public:
  // A buffer of n floats; `slot` numbers the buffers of one case: 0 to 31.
  Buffer(std::size_t n, std::size_t slot) : size_(n), storage_(n + page + 2 * line * (slot + 1)) {
    const auto address = reinterpret_cast<std::uintptr_t>(storage_.data()) / sizeof(float);
    start_ = page - address % page + 2 * line * slot;
  }
  Buffer(Buffer&&) = default;
  Buffer(const Buffer&) = delete;
  float* data() { return storage_.data() + start_; }
  const float* data() const { return storage_.data() + start_; }
  std::size_t size() const { return size_; }

  // Fills it with values in [low, high) that depend on the seed alone.
  Buffer& randomise(std::uint64_t seed, float low = -1, float high = 1) {
    std::uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
    for (std::size_t i = 0; i < size_; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      data()[i] = low + (high - low) * (float(state >> 40) * 0x1p-24f);
    }
    return *this;
  }

 private:
  static constexpr std::size_t line = 64 / sizeof(float), page = 4096 / sizeof(float);
  std::size_t size_, start_ = 0;
  std::vector<float> storage_;
};

}  // namespace kernels
