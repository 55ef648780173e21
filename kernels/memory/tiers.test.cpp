#include "kernels/memory/tiers.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

namespace kernels::memory {
namespace {

namespace files = std::filesystem;

class TiersTest : public testing::Test {
 protected:
  TiersTest() {
    std::string name = (files::temp_directory_path() / "tiers-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~TiersTest() override { files::remove_all(folder); }

  static std::vector<std::byte> value(std::uint64_t key, std::size_t bytes = 100) {
    std::vector<std::byte> made(bytes);
    for (std::size_t i = 0; i < bytes; ++i) made[i] = std::byte((key * 31 + i) & 255);
    return made;
  }
  static Found where(Tiers& tiers, std::uint64_t key) { return tiers.get(key).found; }
  // Does it while the process may open no file.
  template <class Do>
  static void without_descriptors(Do what) {
    rlimit before;
    getrlimit(RLIMIT_NOFILE, &before);
    const rlimit none = {0, before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    what();
    setrlimit(RLIMIT_NOFILE, &before);
  }
  // Room for two values in each tier.
  TierPlan two_each() const { return {.hot_bytes = 200, .warm_bytes = 200, .cold_bytes = 200, .folder = folder}; }

  std::string folder;
};

TEST_F(TiersTest, ValuesFallAndComeBackWhole) {
  Tiers tiers(two_each());
  for (std::uint64_t key = 1; key <= 6; ++key) EXPECT_TRUE(tiers.put(key, value(key)));
  const Found want[] = {Found::cold, Found::cold, Found::warm, Found::warm, Found::hot, Found::hot};
  for (std::uint64_t key = 6; key >= 1; --key) {
    Tiers again(two_each());
    for (std::uint64_t k = 1; k <= 6; ++k) again.put(k, value(k));
    const Tiers::Value got = again.get(key);
    EXPECT_EQ(got.found, want[key - 1]) << key;
    const std::vector<std::byte> whole = value(key);
    ASSERT_EQ(got.bytes.size(), whole.size());
    EXPECT_EQ(std::memcmp(got.bytes.data(), whole.data(), whole.size()), 0) << key;
    EXPECT_EQ(again.get(key).found, Found::hot) << key;
  }
  EXPECT_EQ(where(tiers, 7), Found::nowhere);
}

TEST_F(TiersTest, HotGoesByRecencyAndWarmByFrequency) {
  Tiers tiers({.hot_bytes = 200, .warm_bytes = 200});
  tiers.put(1, value(1));
  tiers.put(2, value(2));
  tiers.get(1);
  tiers.put(3, value(3));  // 2 falls: 1 was used since
  EXPECT_EQ(where(tiers, 1), Found::hot);
  EXPECT_EQ(where(tiers, 2), Found::warm);  // comes back, 3 falls
  tiers.put(4, value(4));                   // 1 falls, used twice
  tiers.put(5, value(5));                   // 2 falls, used once; 3, never used, falls out
  EXPECT_EQ(where(tiers, 3), Found::nowhere);
  EXPECT_EQ(where(tiers, 1), Found::warm);
  EXPECT_EQ(tiers.statistics().dropped, 1u);
}

TEST_F(TiersTest, ShrinkAndGrow) {
  Tiers tiers(two_each());
  for (std::uint64_t key = 1; key <= 4; ++key) tiers.put(key, value(key));
  tiers.resize(100, 100);
  EXPECT_EQ(tiers.statistics().hot_bytes, 100u);
  EXPECT_EQ(tiers.statistics().warm_bytes, 100u);
  EXPECT_EQ(tiers.statistics().cold_bytes, 200u);
  tiers.resize(50, 0);
  EXPECT_EQ(tiers.statistics().hot_bytes + tiers.statistics().warm_bytes, 0u);
  EXPECT_EQ(where(tiers, 4), Found::cold);
  EXPECT_EQ(where(tiers, 4), Found::hot);  // larger than the tier: alone
  EXPECT_EQ(tiers.statistics().hot_bytes, 100u);
  EXPECT_FALSE(tiers.put(5, value(5)));
  tiers.resize(200, 200);
  EXPECT_TRUE(tiers.put(5, value(5)));
  EXPECT_EQ(where(tiers, 4), Found::hot);
}

TEST_F(TiersTest, WhatNobodyUsedCools) {
  static std::uint64_t time;
  time = 0;
  Tiers tiers({.hot_bytes = 400, .warm_bytes = 400, .now = [] { return time; }});
  for (std::uint64_t key = 1; key <= 4; ++key) tiers.put(key, value(key));
  time = 10;
  tiers.get(2);
  tiers.cool_unused(10);
  EXPECT_EQ(tiers.statistics().hot_bytes, 100u);
  EXPECT_EQ(where(tiers, 2), Found::hot);
  EXPECT_EQ(where(tiers, 3), Found::warm);
  tiers.cool_unused(0);
  EXPECT_EQ(tiers.statistics().hot_bytes, 200u);
}

TEST_F(TiersTest, FilesOutliveTheProgramAndExpire) {
  static std::uint64_t time;
  time = 1000;
  TierPlan plan = two_each();
  plan.now = [] { return time; };
  plan.cold_age_max = 50;
  {
    Tiers tiers(plan);
    tiers.put(1, value(1));
    tiers.put(2, value(2));
    tiers.retire();
    EXPECT_EQ(tiers.statistics().hot_bytes + tiers.statistics().warm_bytes, 0u);
  }
  std::ofstream(folder + "/00000000000000aa.part") << "cut short";
  for (const char* other : {"/thesis.pdf.part", "/aa.part"}) std::ofstream(folder + other) << "somebody else's";
  Tiers tiers(plan);
  EXPECT_FALSE(files::exists(folder + "/00000000000000aa.part"));
  for (const char* other : {"/thesis.pdf.part", "/aa.part"}) EXPECT_TRUE(files::exists(folder + other)) << other;
  EXPECT_EQ(where(tiers, 1), Found::cold);
  time += 51;
  EXPECT_EQ(where(tiers, 2), Found::nowhere);
  EXPECT_FALSE(files::exists(folder + "/0000000000000002"));
}

TEST_F(TiersTest, TheNextProgramLetsGoWhatWasNotUsedForLongest) {
  const TierPlan all = {.hot_bytes = 100, .warm_bytes = 200, .folder = folder};
  TierPlan one = all;
  one.cold_bytes = 100;
  {
    Tiers tiers(all);
    for (std::uint64_t key = 1; key <= 3; ++key) tiers.put(key, value(key));
    tiers.get(2);
    tiers.retire();
  }
  {
    Tiers again(all);  // 2, 1 and 3 have their files, 2 is the newest
    EXPECT_EQ(where(again, 1), Found::cold);
    again.retire();
  }
  Tiers tiers(one);
  EXPECT_EQ(where(tiers, 2), Found::nowhere);
  EXPECT_EQ(where(tiers, 3), Found::nowhere);
  EXPECT_EQ(where(tiers, 1), Found::cold);
}

TEST_F(TiersTest, WhatIsStillInMemoryWasNotDropped) {
  Tiers tiers({.hot_bytes = 100, .warm_bytes = 0, .cold_bytes = 100, .folder = folder});
  for (int i = 0; i < 10; ++i) {
    for (std::uint64_t key = 1; key <= 2; ++key) {
      if (i == 0) tiers.put(key, value(key));
      ASSERT_NE(where(tiers, key), Found::nowhere);
    }
  }
  EXPECT_EQ(tiers.statistics().dropped, 0u);
}

TEST_F(TiersTest, DamagedFilesAreNotGivenOut) {
  Tiers tiers(two_each());
  for (std::uint64_t key = 1; key <= 2; ++key) tiers.put(key, value(key));
  tiers.retire();
  std::fstream(folder + "/0000000000000001", std::ios::in | std::ios::out | std::ios::binary).seekp(60).put('x');
  files::resize_file(folder + "/0000000000000002", 70);
  EXPECT_EQ(where(tiers, 1), Found::nowhere);
  EXPECT_EQ(where(tiers, 2), Found::nowhere);
  EXPECT_EQ(tiers.statistics().damaged, 2u);
  EXPECT_TRUE(files::is_empty(folder));
}

TEST_F(TiersTest, AFileThatCannotBeReadForAMomentIsKept) {
  Tiers tiers(two_each());
  tiers.put(1, value(1));
  tiers.retire();
  without_descriptors([&] { EXPECT_EQ(where(tiers, 1), Found::nowhere); });
  EXPECT_EQ(tiers.statistics().unread, 1u);
  EXPECT_EQ(tiers.statistics().damaged, 0u);
  EXPECT_EQ(tiers.statistics().cold_bytes, 100u);
  EXPECT_EQ(where(tiers, 1), Found::cold);
}

TEST_F(TiersTest, AnErasedValueDoesNotComeBack) {
  {
    Tiers tiers(two_each());
    for (std::uint64_t key = 1; key <= 2; ++key) tiers.put(key, value(key));
    tiers.retire();
    without_descriptors([&] { tiers.get(1); });
    tiers.put(1, value(3));
    tiers.erase(1);
  }
  EXPECT_FALSE(files::exists(folder + "/0000000000000001"));
  without_descriptors([&] {
    Tiers blind(two_each());  // lists no file
    blind.erase(2);
  });
  EXPECT_TRUE(files::is_empty(folder));
}

TEST_F(TiersTest, AnOverwrittenValueDoesNotComeBackAfterAKill) {
  {
    Tiers tiers(two_each());
    tiers.put(7, value(1));
    tiers.retire();
  }
  without_descriptors([&] {
    Tiers blind(two_each());  // lists no file
    blind.put(7, value(2));
  });
  Tiers tiers(two_each());
  EXPECT_EQ(where(tiers, 7), Found::nowhere);
}

TEST_F(TiersTest, AFullDiskLosesTheValueAndNothingElse) {
  Tiers tiers(two_each());
  tiers.put(1, value(1));
  tiers.put(2, value(2));
  const rlimit none = {0, RLIM_INFINITY};
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &none);
  tiers.put(3, value(3));
  tiers.put(4, value(4));
  tiers.put(5, value(5));  // 1 falls to the disk
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  EXPECT_EQ(tiers.statistics().unwritten, 1u);
  EXPECT_EQ(where(tiers, 1), Found::nowhere);
  EXPECT_EQ(where(tiers, 2), Found::warm);
  EXPECT_EQ(where(tiers, 5), Found::hot);
}

TEST_F(TiersTest, RefusesWhatIsLargerThanTheHotTierAndTakesNothing) {
  Tiers tiers(two_each());
  EXPECT_FALSE(tiers.put(1, value(1, 201)));
  EXPECT_TRUE(tiers.put(2, {}));
  EXPECT_EQ(tiers.get(2).bytes.size(), 0u);
  EXPECT_EQ(where(tiers, 2), Found::hot);
  tiers.erase(2);
  tiers.erase(2);
  EXPECT_EQ(where(tiers, 2), Found::nowhere);
}

// Against a map that forgets nothing: whatever is found is the last that was put, and no tier exceeds its room.
TEST_F(TiersTest, WhateverIsFoundIsWhatWasPutLast) {
  std::mt19937 random(5);
  TierPlan plan{.hot_bytes = 2000, .warm_bytes = 4000, .cold_bytes = 6000, .folder = folder};
  Tiers tiers(plan);
  std::unordered_map<std::uint64_t, std::vector<std::byte>> want;
  for (int i = 0; i < 5000; ++i) {
    const std::uint64_t key = random() % 60;
    if (random() % 10 == 0) {
      tiers.erase(key);
      want.erase(key);
    } else if (random() % 2 == 0) {
      want[key] = value(random(), random() % 400);
      ASSERT_TRUE(tiers.put(key, want[key]));
    } else if (const Tiers::Value got = tiers.get(key); got.found != Found::nowhere) {
      ASSERT_EQ(want.count(key), 1u);
      ASSERT_TRUE(std::equal(got.bytes.begin(), got.bytes.end(), want[key].begin(), want[key].end()));
    }
    const Tiers::Statistics& now = tiers.statistics();
    ASSERT_LE(now.hot_bytes, plan.hot_bytes);
    ASSERT_LE(now.warm_bytes, plan.warm_bytes);
    ASSERT_LE(now.cold_bytes, plan.cold_bytes);
  }
  const Tiers::Statistics& now = tiers.statistics();
  for (const Found found : {Found::hot, Found::warm, Found::cold}) EXPECT_GT(now.found[std::size_t(found)], 100u);
  EXPECT_EQ(now.unwritten + now.damaged, 0u);
}

}  // namespace
}  // namespace kernels::memory
