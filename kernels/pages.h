// Memory that a kernel keeps for itself: cache lines that belong to no one else and, where it is large, huge pages. A
// product of 1000 walks over more small pages than the processor remembers translations for.
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
    constexpr std::size_t line_bytes = 64, huge_bytes = std::size_t{2} << 20;
    std::size_t size_bytes = std::max<std::size_t>(floats, 1) * sizeof(float);
    // Rounding up to whole huge pages costs a third at most.
    const bool is_large = size_bytes >= huge_bytes / 4 * 3;
    const std::size_t alignment = is_large ? huge_bytes : line_bytes;
    size_bytes = (size_bytes + alignment - 1) / alignment * alignment;
    const std::align_val_t aligned{alignment};
    memory_ =
        std::unique_ptr<float, Release>(static_cast<float*>(::operator new(size_bytes, aligned)), Release{aligned});
#ifdef MADV_HUGEPAGE
    if (is_large) madvise(memory_.get(), size_bytes, MADV_HUGEPAGE);  // refused where there are none: small ones then
#endif
  }
  float* get() const { return memory_.get(); }

 private:
  struct Release {
    std::align_val_t alignment;
    void operator()(float* memory) const { ::operator delete(memory, alignment); }
  };
  std::unique_ptr<float, Release> memory_{nullptr, Release{std::align_val_t{1}}};
};

}  // namespace kernels
