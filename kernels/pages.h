// Memory that a kernel keeps for itself: cache lines that belong to no one else and, where it is large and the system
// has them, huge pages. A product of 1000 walks over more small pages than the processor remembers translations for.
#pragma once

#ifdef __linux__
#include <sys/mman.h>
#endif

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace kernels {

// Memory of at least that many floats, uninitialised; throws std::bad_alloc.
class Pages {
 public:
  Pages() = default;
  explicit Pages(std::size_t floats) {
    constexpr std::size_t line_bytes = 64;
    const std::size_t size_bytes = std::max<std::size_t>(floats, 1) * sizeof(float);
#ifdef __linux__
    // Rounding up to whole huge pages costs a third at most.
    constexpr std::size_t huge_bytes = std::size_t{2} << 20;
    if (size_bytes >= huge_bytes / 4 * 3) {
      take(size_bytes, huge_bytes);
      madvise(memory_.get(), round_up(size_bytes, huge_bytes), MADV_HUGEPAGE);  // refused where there are none
      return;
    }
#endif
    take(size_bytes, line_bytes);
  }
  float* get() const { return memory_.get(); }

 private:
  struct Release {
    std::align_val_t alignment;
    void operator()(float* memory) const { ::operator delete(memory, alignment); }
  };
  static std::size_t round_up(std::size_t size, std::size_t step) { return (size + step - 1) / step * step; }
  void take(std::size_t size_bytes, std::size_t alignment) {
    const std::align_val_t aligned{alignment};
    void* memory = ::operator new(round_up(size_bytes, alignment), aligned);
    memory_ = std::unique_ptr<float, Release>(static_cast<float*>(memory), Release{aligned});
  }

  std::unique_ptr<float, Release> memory_{nullptr, Release{std::align_val_t{1}}};
};

}  // namespace kernels
