#include "kernels/memory/workload.h"

#include <utility>
#include <vector>

#include "kernels/memory/bulk.h"

namespace kernels::memory {
namespace {

constexpr std::size_t f32 = sizeof(float);
constexpr Stock training[] = {{784 * 512 * f32, 2}, {512 * 256 * f32, 2}, {256 * 10 * f32, 2},
                              {32 * 784 * f32, 1},  {32 * 512 * f32, 2},  {32 * 256 * f32, 2}};
constexpr Stock coordination[] = {{64, 256}, {256, 256}, {1024, 256}};

}  // namespace

double collect_below(Workload workload) {
  return workload == Workload::training ? collect_for_training : collect_for_coordination;
}

Stocks stocks_of(Workload workload) {
  if (workload == Workload::training) return {training, std::size(training)};
  return {coordination, std::size(coordination)};
}

bool lay_in(Pool& pool, Workload workload) {
  std::vector<std::pair<void*, std::size_t>> blocks;
  bool all = true;
  const Stocks stocks = stocks_of(workload);
  for (std::size_t s = 0; s < stocks.count && all; ++s) {
    for (std::size_t i = 0; i < stocks.first[s].count && all; ++i) {
      void* block = pool.allocate(stocks.first[s].bytes);
      all = block != nullptr;
      if (all) {
        clear_bytes(block, stocks.first[s].bytes);
        blocks.emplace_back(block, stocks.first[s].bytes);
      }
    }
  }
  for (const auto& [block, bytes] : blocks) pool.free(block, bytes);
  return all;
}

}  // namespace kernels::memory
