#include "workloads/swarm/agent_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "workloads/random.h"

namespace workloads::swarm {
namespace {

namespace files = std::filesystem;
using kernels::memory::Found;

std::uint64_t time_ns = 0;
std::uint64_t clock_ns() { return time_ns; }
constexpr std::uint64_t second = 1'000'000'000;
constexpr std::size_t kib = 1024;

class AgentMemoryTest : public testing::Test {
 protected:
  AgentMemoryTest() {
    time_ns = 0;
    std::string name = (files::temp_directory_path() / "agents-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~AgentMemoryTest() override { files::remove_all(folder); }
  static std::vector<std::byte> value(std::uint64_t key) { return std::vector<std::byte>(4 * kib, std::byte(key)); }
  static std::size_t in_memory(const AgentMemory& memory, AgentId agent) {
    return memory.of(agent).hot_bytes + memory.of(agent).warm_bytes;
  }
  std::string folder;
};

TEST_F(AgentMemoryTest, UsageDecidesWhatIsHotAndHowOftenItIsCollected) {
  EXPECT_EQ(rule_of(Usage::burst).hot_share, 0.7);
  EXPECT_EQ(rule_of(Usage::burst).collect_every_ns, 10 * second);
  EXPECT_EQ(rule_of(Usage::steady).hot_share, 0.3);
  EXPECT_EQ(rule_of(Usage::steady).collect_every_ns, 30 * second);
  for (const Usage usage : {Usage::burst, Usage::steady}) {
    AgentMemory memory({.budget_bytes = 800 * kib}, clock_ns);
    ASSERT_TRUE(memory.join(1, usage));
    std::size_t most_hot = 0;
    for (std::uint64_t key = 0; key < 160; ++key) {
      ASSERT_TRUE(memory.put(1, key, value(key)));
      most_hot = std::max(most_hot, memory.of(1).hot_bytes);
    }
    EXPECT_LE(double(most_hot), rule_of(usage).hot_share * 800 * kib);
    EXPECT_GT(double(most_hot), rule_of(usage).hot_share * 800 * kib - 4 * kib);
    // From one turn to the next one value is used.
    const auto turn_comes = [&] {
      time_ns += rule_of(usage).collect_every_ns - 1;
      memory.get(1, 159);
      ++time_ns;
      memory.get(1, 159);
    };
    turn_comes();
    EXPECT_GT(memory.of(1).hot_bytes, 4 * kib);
    turn_comes();
    EXPECT_EQ(memory.of(1).hot_bytes, 4 * kib);
  }
}

TEST_F(AgentMemoryTest, QuotasFollowUseAndNobodyFallsBelowTheFloor) {
  AgentMemory memory({.budget_bytes = 1000 * kib, .floor_bytes = 50 * kib}, clock_ns);
  for (AgentId agent = 0; agent < 4; ++agent) ASSERT_TRUE(memory.join(agent, Usage::burst));
  for (AgentId agent = 0; agent < 4; ++agent) EXPECT_NEAR(double(memory.quota_bytes(agent)), 250 * kib, 1);
  for (int turn = 0; turn < 10; ++turn) {
    for (int i = 0; i < 1000; ++i) memory.get(2, 1);
    time_ns += 10 * second;
    memory.get(2, 1);
    std::size_t all = 0;
    for (AgentId agent = 0; agent < 4; ++agent) {
      EXPECT_GE(memory.quota_bytes(agent), 50 * kib);
      all += memory.quota_bytes(agent);
    }
    EXPECT_LE(all, 1000 * kib);
  }
  EXPECT_GT(memory.quota_bytes(2), 840 * kib);
  // And back, when others are asked.
  for (int turn = 0; turn < 10; ++turn) {
    for (int i = 0; i < 1000; ++i) memory.get(3, 1);
    time_ns += 10 * second;
    memory.get(3, 1);
  }
  EXPECT_GT(memory.quota_bytes(3), 840 * kib);
  EXPECT_LT(memory.quota_bytes(2), 70 * kib);
}

TEST_F(AgentMemoryTest, PressureCollectsFromAllAndNothingIsLost) {
  AgentMemory memory({.budget_bytes = 800 * kib, .folder = folder}, clock_ns);
  for (AgentId agent = 0; agent < 4; ++agent) ASSERT_TRUE(memory.join(agent, agent < 2 ? Usage::burst : Usage::steady));
  Random random(1);
  std::uint64_t collections = 0;
  const double one = 4.0 / 800;  // value, of the budget
  for (int i = 0; i < 2000; ++i) {
    const AgentId agent = AgentId(random.next() % 4);
    const double before = memory.pressure();
    ASSERT_TRUE(memory.put(agent, random.next() % 100, value(agent)));
    EXPECT_LE(memory.pressure(), AgentMemory::pressure_limit + one);
    if (memory.statistics().collections > collections) {
      collections = memory.statistics().collections;
      EXPECT_GT(before, AgentMemory::pressure_limit);
      EXPECT_LE(memory.pressure(), AgentMemory::pressure_after + one);
      for (AgentId each = 0; each < 4; ++each)
        EXPECT_LE(in_memory(memory, each), memory.quota_bytes(each) * 7 / 10 + 4 * kib);
    }
  }
  EXPECT_GT(collections, 2u);
  for (AgentId agent = 0; agent < 4; ++agent) {
    EXPECT_EQ(memory.of(agent).dropped, 0u);
    std::size_t cold = 0;
    for (std::uint64_t key = 0; key < 100; ++key) {
      const auto got = memory.get(agent, key);
      cold += got.found == Found::cold;
      if (got.found == Found::nowhere) continue;
      EXPECT_EQ(got.bytes[7], std::byte(agent));
    }
    EXPECT_GT(cold, 10u);
  }
}

TEST_F(AgentMemoryTest, RefusesWhoIsNotThereAndWhoHasNoRoom) {
  AgentMemory memory({.budget_bytes = 128 * kib, .floor_bytes = 64 * kib, .folder = folder}, clock_ns);
  EXPECT_FALSE(memory.put(1, 1, value(1)));
  EXPECT_EQ(memory.get(1, 1).found, Found::nowhere);
  EXPECT_EQ(memory.quota_bytes(1), 0u);
  ASSERT_TRUE(memory.join(1, Usage::burst));
  EXPECT_FALSE(memory.join(1, Usage::burst));
  EXPECT_TRUE(memory.join(2, Usage::burst));
  EXPECT_FALSE(memory.join(3, Usage::burst));
  ASSERT_TRUE(memory.put(1, 1, value(1)));
  EXPECT_FALSE(memory.put(1, 2, std::vector<std::byte>(128 * kib)));
  memory.leave(1);
  memory.leave(1);
  EXPECT_EQ(memory.pressure(), 0);
  ASSERT_TRUE(memory.join(1, Usage::burst));
  EXPECT_EQ(memory.get(1, 1).found, Found::nowhere);  // not what its predecessor kept
}

}  // namespace
}  // namespace workloads::swarm
