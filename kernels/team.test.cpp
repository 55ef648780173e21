#include "kernels/team.h"

#include <gtest/gtest.h>

#include <vector>

namespace kernels {
namespace {

TEST(Team, DoesEveryTaskOnceHoweverManyThreads) {
  for (std::size_t threads : {0, 1, 2, 3, 8}) {
    Team team(threads);
    EXPECT_EQ(team.threads(), std::max<std::size_t>(threads, 1));
    for (std::size_t count : {0, 1, 2, 7, 100}) {
      std::vector<std::atomic<int>> times(count);
      team.run(count, [&](std::size_t i) { ++times[i]; });
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(times[i], 1) << i << " of " << count;
    }
  }
}

// Short rounds one after the other: a helper that is late for one must not take part in the next with an old job.
TEST(Team, ManyShortRoundsAndSeveralCallers) {
  Team team(3);
  std::vector<std::thread> callers;
  std::atomic<std::size_t> total{0};
  for (std::size_t caller = 0; caller < 2; ++caller) {
    callers.emplace_back([&team, &total] {
      for (std::size_t round = 0; round < 2000; ++round) {
        std::vector<std::size_t> out(round % 5 + 2);  // ends with the round: a late task would write to freed memory
        team.run(out.size(), [&](std::size_t i) { out[i] = i + 1; });
        for (std::size_t i = 0; i < out.size(); ++i) total += out[i] == i + 1;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  std::size_t want = 0;
  for (std::size_t round = 0; round < 2000; ++round) want += 2 * (round % 5 + 2);
  EXPECT_EQ(total, want);
}

TEST(Team, StartsAndStopsWithoutWork) {
  for (int i = 0; i < 50; ++i) Team team(4);
}

}  // namespace
}  // namespace kernels
