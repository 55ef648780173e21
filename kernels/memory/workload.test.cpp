#include "kernels/memory/workload.h"

#include <gtest/gtest.h>

#include <vector>

namespace kernels::memory {
namespace {

constexpr Workload both[] = {Workload::training, Workload::coordination};

std::size_t stock_bytes(Workload workload) {
  std::size_t bytes = 0;
  for (std::size_t s = 0; s < stocks_of(workload).count; ++s)
    bytes += stocks_of(workload).first[s].bytes * stocks_of(workload).first[s].count;
  return bytes;
}

TEST(Workload, WhatWasLaidInIsThereAndNotTakenAnew) {
  EXPECT_EQ(collect_below(Workload::training), 0.85);
  EXPECT_EQ(collect_below(Workload::coordination), 0.75);
  for (const Workload workload : both) {
    Pool pool;
    ASSERT_TRUE(lay_in(pool, workload));
    const std::size_t committed = pool.statistics().committed_bytes();
    EXPECT_EQ(pool.statistics().live_bytes(), 0u);
    EXPECT_GE(committed, stock_bytes(workload));
    std::vector<void*> blocks;
    const Stocks stocks = stocks_of(workload);
    for (std::size_t s = 0; s < stocks.count; ++s) {
      for (std::size_t i = 0; i < stocks.first[s].count; ++i) blocks.push_back(pool.allocate(stocks.first[s].bytes));
    }
    EXPECT_EQ(pool.statistics().committed_bytes(), committed);
    for (std::size_t s = 0, b = 0; s < stocks.count; ++s) {
      for (std::size_t i = 0; i < stocks.first[s].count; ++i) pool.free(blocks[b++], stocks.first[s].bytes);
    }
  }
}

TEST(Workload, APoolThatIsTooSmallSaysSo) {
  for (const Workload workload : both) {
    Pool pool(stock_bytes(workload) / 2);
    EXPECT_FALSE(lay_in(pool, workload));
    EXPECT_EQ(pool.statistics().live_bytes(), 0u);
  }
}

}  // namespace
}  // namespace kernels::memory
