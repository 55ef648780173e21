// Inputs for benchmarks: seeded, staggered, and in every process at the same places relative to each other, in huge
// pages. Otherwise each launch would draw by lot how its buffers share the caches: by low address bits they evict each
// other, by the system's choice of small pages too, and AMD's first-level cache finds its way by a hash over the
// address bits 12 to 27 (M. Lipp et al., "Take a way", 2020). Equal code, tanh of 16384 values, read 4.3 to 7.6 us from
// launch to launch by that alone.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>
#ifndef __EMSCRIPTEN__
#include <sys/mman.h>
#endif

namespace kernels {

// One region, aligned to its size, so that all hashed address bits of two places in it differ alike in every process.
// Hands out memory from its start on; begins anew when all of it has come back. Only what is used of it is touched.
class BufferRegion {
 public:
  static BufferRegion& the() {
    static BufferRegion region;
    return region;
  }
  // Returns null where there is no room.
  float* take(std::size_t floats) {
    if (memory_ == nullptr || taken_ + floats > bytes / sizeof(float)) return nullptr;
    float* start = memory_ + taken_;
    taken_ += floats;
    ++live_;
    return start;
  }
  void give_back() {
    if (--live_ == 0) taken_ = 0;
  }

 private:
#ifdef __EMSCRIPTEN__  // it has neither pages nor a choice
  static constexpr std::size_t bytes = 0;
  BufferRegion() = default;
#else
  static constexpr std::size_t bytes = std::size_t{1} << 28;
  BufferRegion() : memory_(static_cast<float*>(std::aligned_alloc(bytes, bytes))) {
    if (memory_ != nullptr) madvise(memory_, bytes, MADV_HUGEPAGE);  // refused where there are none: small ones then
  }
#endif
  float* memory_ = nullptr;
  std::size_t taken_ = 0, live_ = 0;
};

class Buffer {
 public:
  // A buffer of n floats, all 0; `slot` numbers the buffers of one case: 0 to 31.
  Buffer(std::size_t n, std::size_t slot) : size_(n) {
    const std::size_t wanted = (n + stagger * slot + page - 1) / page * page;
    float* start = BufferRegion::the().take(wanted);
    in_region_ = start != nullptr;
    if (!in_region_) {
      own_.resize(wanted + page);
      start = own_.data() + page - reinterpret_cast<std::uintptr_t>(own_.data()) / sizeof(float) % page;
    }
    data_ = start + stagger * slot;
    std::fill_n(data_, n, 0.0f);
  }
  ~Buffer() {
    if (in_region_) BufferRegion::the().give_back();
  }
  Buffer(Buffer&& other) noexcept
      : size_(other.size_),
        data_(other.data_),
        in_region_(std::exchange(other.in_region_, false)),
        own_(std::move(other.own_)) {}
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  float* data() { return data_; }
  const float* data() const { return data_; }
  std::size_t size() const { return size_; }

  // Fills it with values in [low, high) that depend on the seed alone.
  Buffer& randomise(std::uint64_t seed, float low = -1, float high = 1) {
    std::uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
    for (std::size_t i = 0; i < size_; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      data_[i] = low + (high - low) * (float(state >> 40) * 0x1p-24f);
    }
    return *this;
  }

 private:
  static constexpr std::size_t page = 4096 / sizeof(float);
  // Any two of 16 slots differ by 256 bytes or more within a page: a load that follows a store closely and agrees with
  // it in the low 12 bits may wait for it, or not, by the physical addresses that a process draws. relu of 2048 values
  // with y 128 bytes behind x: 70 ns in one launch, 77, 100 or 278 in others; 256 bytes behind: 70 to 74 in nearly all.
  static constexpr std::size_t stagger = 256 / sizeof(float);

  std::size_t size_;
  float* data_ = nullptr;
  bool in_region_ = false;
  std::vector<float> own_;  // where the region is full
};

}  // namespace kernels
