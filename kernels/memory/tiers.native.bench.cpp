// What it takes to get at a value of 64 KiB in each tier, with all tiers full and of the least sizes that the strategy
// names: 10, 50 and 200 MB. From warm and cold that includes what falls in exchange, from cold a file that is read and
// checked, and mostly lies in the system's cache. One operation is 64 values; trace asks for values as a Zipf law has
// it (G. K. Zipf 1949: the k-th most wanted is wanted 1/k as often).
#include "kernels/memory/tiers.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <random>

#include "harness/bench/bench.h"

namespace {

using namespace bench;
using kernels::memory::Found;
using kernels::memory::Tiers;

constexpr std::size_t value_bytes = 64 << 10, gets = 64;
constexpr std::size_t hot_values = 10'000'000 / value_bytes, warm_values = 50'000'000 / value_bytes,
                      cold_values = 200'000'000 / value_bytes;

struct Shelf {
  Shelf() : bytes(value_bytes) {
    std::string name = (std::filesystem::temp_directory_path() / "tiers-XXXXXX").string();
    folder = mkdtemp(name.data());
    tiers = std::make_unique<Tiers>(kernels::memory::TierPlan{.hot_bytes = hot_values * value_bytes,
                                                              .warm_bytes = warm_values * value_bytes,
                                                              .cold_bytes = cold_values * value_bytes,
                                                              .folder = folder});
  }
  ~Shelf() { std::filesystem::remove_all(folder); }

  void put(std::uint64_t key) {
    std::memcpy(bytes.data(), &key, sizeof key);
    tiers->put(key, bytes);
  }
  // Returns whether it was there, and right, and how long it took.
  bool get(std::uint64_t key) {
    const auto start = std::chrono::steady_clock::now();
    const Tiers::Value got = tiers->get(key);
    latencies_ns.push_back(double((std::chrono::steady_clock::now() - start).count()));
    last = got.found;
    return got.found != Found::nowhere && got.bytes.size() == value_bytes &&
           std::memcmp(got.bytes.data(), &key, sizeof key) == 0;
  }
  double p99_ns() {
    if (latencies_ns.empty()) return 0;
    const auto at = latencies_ns.begin() + std::ptrdiff_t(latencies_ns.size() * 99 / 100);
    std::nth_element(latencies_ns.begin(), at, latencies_ns.end());
    return *at;
  }

  std::vector<std::byte> bytes;
  std::string folder;
  std::unique_ptr<Tiers> tiers;
  std::vector<double> latencies_ns;
  Found last = Found::nowhere;
};

// Keys in turn: whatever lies in a tier was last asked for as long ago as that tier is deep.
std::unique_ptr<Work> access(std::size_t values, Found from) {
  auto shelf = std::make_shared<Shelf>();
  for (std::uint64_t key = 0; key < values; ++key) shelf->put(key);
  auto next = std::make_shared<std::uint64_t>(0);
  // Only from cold are bytes moved: hot gives a view, warm hands the value over.
  const std::size_t moved_bytes = from == Found::cold ? gets * value_bytes : 0;
  return op([=] {
           std::size_t right = 0;
           for (std::size_t i = 0; i < gets; ++i) {
             right += shelf->get(*next) && shelf->last == from;
             *next = (*next + 1) % values;
           }
           return right;
         })
      .items(gets)
      .bytes(double(moved_bytes))
      .metric("access_p99_ns", [shelf] { return shelf->p99_ns(); })
      .expect([](std::size_t right) -> std::string {
        return right == gets ? "" : std::to_string(right) + " of 64 values were right and where they should be";
      });
}

const Metric p99 = {.name = "access_p99_ns", .unit = "ns", .kind = Kind::time};
BENCH({.name = "memory/tiers/hot", .clock = Clock::wall, .metrics = {p99}, .make = [](const Params&) {
         return access(hot_values, Found::hot);
       }});
BENCH({.name = "memory/tiers/warm", .clock = Clock::wall, .metrics = {p99}, .make = [](const Params&) {
         return access(hot_values + warm_values, Found::warm);
       }});
BENCH({.name = "memory/tiers/cold", .clock = Clock::wall, .metrics = {p99}, .make = [](const Params&) {
         return access(cold_values, Found::cold);
       }});

std::unique_ptr<Work> trace(const Params&) {
  auto shelf = std::make_shared<Shelf>();
  std::vector<double> weights;
  for (std::size_t k = 1; k <= cold_values; ++k) weights.push_back(1 / double(k));
  auto draw = std::make_shared<std::discrete_distribution<std::uint64_t>>(weights.begin(), weights.end());
  auto random = std::make_shared<std::mt19937>(1);
  for (std::uint64_t key = cold_values; key-- > 0;) shelf->put(key);
  const auto share = [shelf](Found found) {
    const auto& counts = shelf->tiers->statistics().found;
    return double(counts[std::size_t(found)]) / double(counts[0] + counts[1] + counts[2] + counts[3]);
  };
  return op([=] {
           std::size_t right = 0;
           for (std::size_t i = 0; i < gets; ++i) right += shelf->get((*draw)(*random));
           return right;
         })
      .items(gets)
      .metric("hot_share", [share] { return share(Found::hot); })
      .metric("warm_share", [share] { return share(Found::warm); })
      .metric("access_p99_ns", [shelf] { return shelf->p99_ns(); })
      .expect([](std::size_t right) -> std::string {
        return right == gets ? "" : std::to_string(right) + " of 64 values were right";
      });
}
BENCH({.name = "memory/tiers/trace",
       .clock = Clock::wall,
       .metrics = {{.name = "hot_share", .unit = "1", .better = Better::more, .kind = Kind::share},
                   {.name = "warm_share", .unit = "1", .better = Better::more, .kind = Kind::share},
                   p99},
       .make = trace});

}  // namespace
