#include "kernels/memory/pool.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

namespace kernels::memory {
namespace {

constexpr std::size_t sizes[] = {0,    1,    15,   16,   17,     127,    128,    129,    511,    512,     513,
                                 1023, 1024, 1025, 5000, 102399, 102400, 102401, 106496, 106497, 1000003, 5 << 20};

bool aligned(const void* block, std::size_t to) { return reinterpret_cast<std::uintptr_t>(block) % to == 0; }

TEST(Pool, BlocksOfEverySizeAreAlignedWritableAndCounted) {
  Pool pool;
  std::vector<void*> blocks;
  std::size_t total = 0;
  for (std::size_t bytes : sizes) {
    blocks.push_back(pool.allocate(bytes));
    ASSERT_NE(blocks.back(), nullptr);
    EXPECT_TRUE(aligned(blocks.back(), bytes >= 512 ? 64 : 16)) << bytes;
    std::memset(blocks.back(), int(bytes % 251), bytes);
    total += bytes;
    EXPECT_EQ(pool.statistics().live_bytes(), total);
    EXPECT_GE(pool.statistics().committed_bytes(), total);
  }
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto* bytes = static_cast<const unsigned char*>(blocks[i]);
    for (std::size_t k = 0; k < sizes[i]; ++k) ASSERT_EQ(bytes[k], sizes[i] % 251) << "overwritten by a neighbour";
    pool.free(blocks[i], sizes[i]);
  }
  EXPECT_EQ(pool.statistics().live_bytes(), 0u);
  EXPECT_EQ(pool.statistics().high_water_bytes, total);
}

TEST(Pool, TiersHaveTheirLimits) {
  EXPECT_EQ(tier_of(0), Tier::small);
  EXPECT_EQ(tier_of(1024), Tier::small);
  EXPECT_EQ(tier_of(1025), Tier::medium);
  EXPECT_EQ(tier_of(102400), Tier::medium);
  EXPECT_EQ(tier_of(102401), Tier::large);
  Pool pool;
  pool.free(pool.allocate(102401), 102401);
  EXPECT_EQ(pool.statistics().tier[int(Tier::medium)].committed_bytes, 0u);
  EXPECT_GE(pool.statistics().tier[int(Tier::large)].committed_bytes, 102401u);
}

TEST(Pool, AFreedBlockServesTheNextOfItsClassAndCommitsNothingNew) {
  Pool pool;
  for (std::size_t bytes : sizes) {
    void* first = pool.allocate(bytes);
    pool.free(first, bytes);
    const std::size_t committed = pool.statistics().committed_bytes();
    void* second = pool.allocate(bytes);
    EXPECT_EQ(first, second) << bytes;
    EXPECT_EQ(pool.statistics().committed_bytes(), committed) << bytes;
    pool.free(second, bytes);
  }
}

TEST(Pool, TheLimitAndAbsurdSizesAreRefusedAndLoseNothing) {
  Pool pool(2 << 20);
  EXPECT_EQ(pool.allocate(SIZE_MAX), nullptr);
  EXPECT_EQ(pool.allocate(SIZE_MAX / 2), nullptr);
  EXPECT_EQ(pool.allocate(3 << 20), nullptr);
  std::vector<void*> blocks;
  while (void* block = pool.allocate(1000)) blocks.push_back(block);
  EXPECT_GT(blocks.size(), 1900u);
  EXPECT_LE(pool.statistics().committed_bytes(), 2u << 20);
  pool.free(blocks.back(), 1000);
  blocks.back() = pool.allocate(1000);
  EXPECT_NE(blocks.back(), nullptr);
  for (void* block : blocks) pool.free(block, 1000);
  pool.free(nullptr, 1000);
  EXPECT_EQ(pool.statistics().live_bytes(), 0u);
}

TEST(Pool, TrimGivesFreeLargeBlocksBackAndKeepsTheRest) {
  Pool pool;
  void* kept = pool.allocate(200000);
  std::memset(kept, 7, 200000);
  pool.free(pool.allocate(300000), 300000);
  pool.free(pool.allocate(150000), 150000);
  pool.trim();
  const TierStatistics large = pool.statistics().tier[int(Tier::large)];
  EXPECT_EQ(large.live_bytes, 200000u);
  EXPECT_GE(large.committed_bytes, 200000u);
  EXPECT_LT(large.committed_bytes, 230000u);
  EXPECT_EQ(static_cast<char*>(kept)[199999], 7);
  pool.free(kept, 200000);
  pool.trim();
  EXPECT_EQ(pool.statistics().tier[int(Tier::large)].committed_bytes, 0u);
}

// A block that knows what its bytes must be.
struct Marked {
  unsigned char* block = nullptr;
  std::size_t bytes = 0;

  void fill(Pool& pool, std::size_t size) {
    bytes = size;
    block = static_cast<unsigned char*>(pool.allocate(size));
    std::memset(block, mark(), size);
  }
  bool intact() const {
    for (std::size_t i = 0; i < bytes; i += 1 + bytes / 512) {
      if (block[i] != mark()) return false;
    }
    return block[bytes - 1] == mark();
  }
  unsigned char mark() const {
    return static_cast<unsigned char>(bytes * 31 + reinterpret_cast<std::uintptr_t>(block));
  }
};

std::size_t random_size(std::mt19937& random) {
  const std::size_t largest[] = {64, 1024, 1024, 20000, 100000, 400000};
  return 1 + random() % largest[random() % std::size(largest)];
}

TEST(Pool, RandomUseKeepsBlocksApart) {
  for (const double share : {collect_never, collect_for_coordination, collect_for_training}) {
    std::mt19937 random(1);
    Pool pool(SIZE_MAX, share);
    std::vector<Marked> live(200);
    std::size_t total = 0;
    for (int step = 0; step < 20000; ++step) {
      Marked& m = live[random() % live.size()];
      if (m.block != nullptr) {
        ASSERT_TRUE(m.intact()) << "step " << step << " at " << share;
        pool.free(m.block, m.bytes);
        total -= m.bytes;
        m = {};
      } else {
        m.fill(pool, random_size(random));
        total += m.bytes;
      }
      if (share > 0 && step % 1000 == 0) pool.trim();
    }
    EXPECT_EQ(pool.statistics().live_bytes(), total);
    pool.trim();
    // Twenty kilobytes on average: what a chunk of medium blocks loses weighs more than in `memory/pool/collected`.
    const PoolStatistics now = pool.statistics();
    EXPECT_GT(double(now.live_bytes()) / double(now.committed_bytes()), share > 0 ? 0.85 : 0.5) << share;
    for (const Marked& m : live) pool.free(m.block, m.bytes);
    pool.trim();
    EXPECT_EQ(pool.statistics().tier[int(Tier::medium)].committed_bytes == 0, share > 0) << "empty chunks go";
  }
}

// Run under the thread sanitizer: one thread allocates and marks, two others check the marks and free.
TEST(Pool, OtherThreadsMayFree) {
  constexpr int blocks = 20000;
  Pool pool;
  std::array<std::atomic<Marked*>, 64> slots{};
  std::vector<Marked> marked(blocks);
  std::atomic<int> freed{0}, damaged{0};
  auto take = [&](std::size_t from) {
    while (freed.load(std::memory_order_relaxed) < blocks) {
      for (std::size_t s = from; s < slots.size(); s += 2) {
        Marked* m = slots[s].exchange(nullptr, std::memory_order_acquire);
        if (m == nullptr) continue;
        if (!m->intact()) ++damaged;
        pool.free(m->block, m->bytes);
        ++freed;
      }
      std::this_thread::yield();
    }
  };
  std::thread first(take, 0), second(take, 1);
  std::mt19937 random(2);
  for (Marked& m : marked) {
    m.fill(pool, 1 + random_size(random) % 3000);
    for (;;) {
      Marked* empty = nullptr;
      if (slots[random() % slots.size()].compare_exchange_strong(empty, &m, std::memory_order_release)) break;
      std::this_thread::yield();
    }
  }
  first.join();
  second.join();
  EXPECT_EQ(damaged, 0);
  EXPECT_EQ(pool.statistics().live_bytes(), 0u);
  EXPECT_LT(pool.statistics().committed_bytes(), 10u << 20) << "what others freed was not used again";
}

TEST(PoolDeathTest, MisuseEndsTheProgramWhereItIsDetected) {
  if (!Pool::detects_misuse()) GTEST_SKIP() << "this build does not detect misuse; dev and tsan do";
  Pool pool, other;
  void* block = pool.allocate(100);
  EXPECT_DEATH(pool.free(block, 101), "another size");
  EXPECT_DEATH(other.free(block, 100), "not of this pool");
  EXPECT_DEATH(std::thread([&] { pool.allocate(1); }).join(), "another thread");
  pool.free(block, 100);
  EXPECT_DEATH(pool.free(block, 100), "freed twice");
}

TEST(Pool, CollectsSoThatLiveBlocksAreAShareOfWhatItHolds) {
  for (const double share : {collect_never, collect_for_coordination, collect_for_training}) {
    Pool pool(SIZE_MAX, share);
    std::mt19937 random(4);
    std::vector<std::pair<void*, std::size_t>> live;
    double least = 1;
    for (int i = 0; i < 3000; ++i) {
      if (live.size() > 30) {
        std::swap(live[random() % live.size()], live.back());
        pool.free(live.back().first, live.back().second);
        live.pop_back();
      }
      const std::size_t bytes = 100 * 1024 + random() % 1'000'000;
      live.push_back({pool.allocate(bytes), bytes});
      ASSERT_NE(live.back().first, nullptr);
      const PoolStatistics now = pool.statistics();
      if (i > 100) least = std::min(least, double(now.live_bytes()) / double(now.committed_bytes()));
    }
    // Blocks that were freed since the last that was committed are what it may fall short by.
    EXPECT_EQ(least > share - 0.1 && least > 0.6, share > 0) << share << ": " << least;
    for (const auto& [block, bytes] : live) pool.free(block, bytes);
  }
}

TEST(Pool, GivesFreeBlocksBackBeforeItRefuses) {
  constexpr std::size_t block = 1 << 20;
  Pool pool(4 * block);
  void* large[3];
  for (void*& one : large) one = pool.allocate(block);
  for (void* one : large) pool.free(one, block);
  void* larger = pool.allocate(3 * block);
  EXPECT_NE(larger, nullptr);
  EXPECT_EQ(pool.allocate(3 * block), nullptr);
  pool.free(larger, 3 * block);
  const std::size_t held = pool.statistics().committed_bytes();
  EXPECT_EQ(pool.allocate(5 * block), nullptr);  // never fits: nothing goes for it
  EXPECT_EQ(pool.statistics().committed_bytes(), held);
}

}  // namespace
}  // namespace kernels::memory
