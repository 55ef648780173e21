#include "kernels/memory/gaps.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace kernels::memory {
namespace {

constexpr std::size_t chunk_bytes = 16 * 1024;

struct Chunk {
  alignas(64) char memory[chunk_bytes];
};

TEST(Gaps, NeighboursBecomeOneInAnyOrder) {
  auto chunk = std::make_unique<Chunk>();
  const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  for (const auto& order : orders) {
    Gaps gaps;
    gaps.add(chunk->memory, chunk_bytes);
    void* blocks[] = {gaps.take(1000), gaps.take(2000), gaps.take(3000)};
    EXPECT_EQ(gaps.take_empty_chunk(), nullptr);
    EXPECT_EQ(gaps.take(chunk_bytes - 6200), nullptr);
    for (const int i : order) gaps.give(blocks[i]);
    void* whole = gaps.take(chunk_bytes - 64);
    ASSERT_EQ(whole, chunk->memory + 64);
    EXPECT_EQ(gaps.take(1), nullptr);
    gaps.give(whole);
    EXPECT_EQ(gaps.take_empty_chunk(), chunk->memory);
    EXPECT_EQ(gaps.take_empty_chunk(), nullptr);
    EXPECT_EQ(gaps.take(1), nullptr) << "the chunk is the caller's again";
  }
}

TEST(Gaps, WhatIsTooLargeIsRefused) {
  auto chunk = std::make_unique<Chunk>();
  Gaps gaps;
  EXPECT_EQ(gaps.take(1), nullptr);
  gaps.add(chunk->memory, chunk_bytes);
  for (const std::size_t bytes : {chunk_bytes - 63, chunk_bytes, std::size_t(1) << 30}) {
    EXPECT_EQ(gaps.take(bytes), nullptr) << bytes;
  }
  EXPECT_NE(gaps.take(0), nullptr);
}

TEST(Gaps, ARequestTakesTheGapThatHardlyExceedsIt) {
  auto chunk = std::make_unique<Chunk>();
  Gaps gaps;
  gaps.add(chunk->memory, chunk_bytes);
  void* large = gaps.take(4000);
  gaps.take(64);
  void* close = gaps.take(1100);
  gaps.take(64);
  gaps.give(large);
  gaps.give(close);
  EXPECT_EQ(gaps.take(1090), close);
}

// Against a map of what is taken: no block overlaps another, all are aligned, and when nothing is taken every chunk is
// one gap again.
TEST(Gaps, RandomUse) {
  std::mt19937 random(1);
  std::vector<std::unique_ptr<Chunk>> chunks;
  Gaps gaps;
  std::map<char*, std::size_t> taken;
  for (int step = 0; step < 50000; ++step) {
    if (random() % 2 == 0 && !taken.empty()) {
      auto at = std::next(taken.begin(), long(random() % taken.size()));
      for (std::size_t i = 0; i < at->second; ++i) ASSERT_EQ(at->first[i], char(at->second)) << "step " << step;
      gaps.give(at->first);
      taken.erase(at);
      continue;
    }
    if (taken.size() > 60) continue;
    const std::size_t bytes = 1 + random() % (random() % 4 == 0 ? 6000 : 500);
    auto* block = static_cast<char*>(gaps.take(bytes));
    if (block == nullptr) {
      chunks.push_back(std::make_unique<Chunk>());
      gaps.add(chunks.back()->memory, chunk_bytes);
      block = static_cast<char*>(gaps.take(bytes));
    }
    ASSERT_NE(block, nullptr);
    ASSERT_EQ(reinterpret_cast<std::uintptr_t>(block) % 64, 0u);
    const auto right = taken.lower_bound(block);
    ASSERT_TRUE(right == taken.end() || block + bytes <= right->first);
    ASSERT_TRUE(right == taken.begin() || std::prev(right)->first + std::prev(right)->second <= block);
    std::memset(block, int(bytes), bytes);
    taken[block] = bytes;
  }
  EXPECT_LT(chunks.size(), 12u) << "60 blocks of 930 bytes fill four";
  for (const auto& [block, bytes] : taken) gaps.give(block);
  std::size_t empty = 0;
  while (gaps.take_empty_chunk() != nullptr) ++empty;
  EXPECT_EQ(empty, chunks.size());
}

}  // namespace
}  // namespace kernels::memory
