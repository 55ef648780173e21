// A store at size: what is put in comes out, and how fast. SWARMPERF_STORE_LAUNCHES=1000000 SWARMPERF_STORE_FILE=big.db
// makes the file that docs/data-model.md gives figures of; without them it is small, and timings decide nothing.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "harness/store/liveness.h"
#include "harness/store/store.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Launch launch_of(int benchmark, int round, double value) {
  Launch l;
  l.round = round;
  l.side = "solo";
  l.lane = "native/avx2";
  l.seed = 0x123456789abcdef + round;
  l.started_ns = 1790000000000000000 + std::int64_t(round) * 150'000'000;
  l.elapsed_ns = 140'123'456;
  l.core = 1;
  l.steal = 0.0123;
  l.user_ns = 120'000'000;
  l.system_ns = 4'000'000;
  l.peak_rss_bytes = 14 << 20;
  l.switches = 6;
  Sample sample;
  sample.series.benchmark = "core/kernel_" + std::to_string(benchmark) + "/n=1000";
  sample.series.lane = l.lane;
  sample.iterations = 1000;
  sample.values = {value};
  l.benchmarks = {sample.series.benchmark};
  l.samples = {std::move(sample)};
  return l;
}

TEST(StoreAtSize, KeepsALongHistoryAndFindsASeriesInIt) {
  const char* wanted = std::getenv("SWARMPERF_STORE_LAUNCHES");
  const char* given = std::getenv("SWARMPERF_STORE_FILE");
  const int launches = wanted != nullptr ? std::atoi(wanted) : 20'000;
  constexpr int benchmarks = 100, rounds = 10, per_session = benchmarks * rounds;
  const int sessions = launches / per_session;
  const std::string path =
      given != nullptr ? given : (fs::temp_directory_path() / fmt::format("store-speed-{}.db", getpid())).string();
  fs::remove(path);
  double inserting_s = 0;
  {
    const auto store = open_sqlite(path, Access::write);
    for (int i = 0; i < sessions; ++i) {
      Session s;
      s.uuid = fmt::format("session-{}", i);
      s.kind = "run";
      s.machine = {"f1", "a machine", "{}"};
      s.started_ns = 1790000000000000000 + std::int64_t(i) * 3'600'000'000'000;
      s.process = getpid();
      s.process_started = process_start(getpid());
      s.head = Build{fmt::format("k{}", i), "main", fmt::format("{:040x}", i), 1790000000 + i * 3600, false, "{}"};
      const auto id = store->begin(s);
      std::vector<Launch> batch;
      for (int round = 0; round < rounds; ++round) {
        for (int b = 0; b < benchmarks; ++b)
          batch.push_back(launch_of(b, i * rounds + round, 1e-6 * (b + 1) * (1 + 0.001 * round)));
      }
      const auto start = std::chrono::steady_clock::now();
      store->add(id, batch);
      inserting_s += seconds_since(start);
      store->end(id, "done");
    }
  }
  const auto store = open_sqlite(path, Access::read);
  auto start = std::chrono::steady_clock::now();
  const auto series = store->history().series();
  const double listing_s = seconds_since(start);
  ASSERT_EQ(series.size(), std::size_t(benchmarks));
  start = std::chrono::steady_clock::now();
  const auto points = store->history().points(series[42].id);
  const double history_s = seconds_since(start);
  ASSERT_EQ(points.size(), std::size_t(sessions));
  EXPECT_EQ(points.front().launches.size(), std::size_t(rounds));
  EXPECT_LT(points.front().session, points.back().session);
  start = std::chrono::steady_clock::now();
  const auto last = store->history().newest(series[42].id);
  const double last_s = seconds_since(start);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->session, sessions);
  EXPECT_EQ(last->launches, points.back().launches);
  EXPECT_FALSE(store->history().newest(999999));
  start = std::chrono::steady_clock::now();
  const auto newest = store->launches(sessions);
  const double newest_s = seconds_since(start);
  EXPECT_EQ(newest.size(), std::size_t(per_session));
  const auto bytes = fs::file_size(path);
  EXPECT_LT(double(bytes) / launches, 300);
  fmt::print(
      "{} launches: insert {:.0f} per s, list of series {:.1f} ms, history of one {:.1f} ms, its newest point {:.2f} "
      "ms, newest run "
      "{:.1f} ms, "
      "{:.0f} bytes per launch\n",
      launches, launches / inserting_s, listing_s * 1e3, history_s * 1e3, last_s * 1e3, newest_s * 1e3,
      double(bytes) / launches);
  if (given == nullptr) fs::remove(path);
}

}  // namespace
}  // namespace harness
