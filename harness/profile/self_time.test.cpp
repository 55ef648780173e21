#include "harness/profile/self_time.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

constexpr std::uint64_t there = 0x1000;

Watched watched(std::vector<Hit> hits) {
  return {.hits = std::move(hits),
          .mappings = {{there, there + 0x1000, 0, "/no/such/old.so"},
                       {there, there + 0x800, 0, "/no/such/lib.so"},
                       {0x5000, 0x6000, 0, "//anon"},
                       {0x7000, 0x8000, 0, "[vdso]"}}};
}

TEST(SelfTime, GivesEveryPlaceANameAndItsShare) {
  const std::vector<Hit> hits = {{.address = there},  {.address = there + 0x7ff}, {.address = there + 0x800},
                                 {.address = 0x5000}, {.address = 0x7001},        {.address = 0x9000},
                                 {.in_kernel = true}, {.in_child = true}};
  FunctionNames names;
  const SelfTime found = self_time(watched(hits), {}, names);
  const std::map<std::string, double> want = {{"[lib.so]", 0.25}, {"[old.so]", 0.125}, {"[made while running]", 0.25},
                                              {"[vdso]", 0.125},  {"[kernel]", 0.125}, {"[another process]", 0.125}};
  EXPECT_EQ(found.hits, hits.size());
  EXPECT_EQ(found.shares, want) << "what was mapped last counts; beside all maps is made while running";
}

TEST(SelfTime, CountsOnlyWhatWasTimed) {
  const std::vector<Hit> hits = {{.address = there, .at_s = 0.5},
                                 {.at_s = 1.0, .in_kernel = true},
                                 {.at_s = 1.5, .in_kernel = true},
                                 {.address = there, .at_s = 2.5},
                                 {.address = 0x7000, .at_s = 3.5}};
  FunctionNames names;
  const SelfTime found = self_time(watched(hits), {{1.0, 2.0}, {3.0, 4.0}}, names);
  EXPECT_EQ(found.hits, 3u);
  EXPECT_DOUBLE_EQ(found.shares.at("[kernel]"), 2.0 / 3);
  EXPECT_EQ(found.shares.count("[lib.so]"), 0u);
  EXPECT_EQ(self_time(watched(hits), {{9.0, 10.0}}, names).hits, 0u);
}

TEST(SelfTime, IsOfTheClockThatIsDeclaredWhateverIsPrimary) {
  Launch launch;
  launch.samples.resize(3);
  launch.samples[0].series.metric = "growth";
  launch.samples[1].series.clock = "wall";
  launch.samples[2].series.clock = "cpu";
  EXPECT_EQ(&time_sample(launch), &launch.samples[1]) << "samples_of() puts the declared one first";
}

}  // namespace
}  // namespace harness
