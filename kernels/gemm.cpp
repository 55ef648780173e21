// The workspace of gemm(): one per thread, grown and then kept, so that a product in steady state allocates nothing.
#include "kernels/gemm.h"

#include <algorithm>
#include <memory>
#include <new>

namespace kernels {
namespace {

constexpr std::align_val_t alignment{64};
struct Release {
  void operator()(float* memory) const { ::operator delete(memory, alignment); }
};

class Workspace {
 public:
  float* at_least(std::size_t floats) {
    if (floats > size_) {
      memory_.reset();
      memory_.reset(static_cast<float*>(::operator new(floats * sizeof(float), alignment)));
      size_ = floats;
    }
    return memory_.get();
  }

 private:
  std::unique_ptr<float, Release> memory_;
  std::size_t size_ = 0;
};

}  // namespace

std::size_t gemm_workspace_floats(const Gemm& g) {
  const std::size_t depth = std::min(g.k, GemmBlock::depth);
  const std::size_t rows = std::min(g.m, GemmBlock::rows) + GemmBlock::padding;
  const std::size_t columns = std::min(g.n, GemmBlock::columns) + GemmBlock::padding;
  // The unblocked path packs one panel of the whole depth.
  return std::max(depth * (rows + columns), g.k * GemmBlock::padding);
}

void gemm(const Gemm& g) {
  thread_local Workspace workspace;
  gemm_in(g, workspace.at_least(gemm_workspace_floats(g)));
}

}  // namespace kernels
