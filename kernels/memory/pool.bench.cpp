// The pool against malloc on the same pattern: random blocks of a live set are freed and others take their place, first
// and last byte written, and checked before the block goes. The pattern repeats with every operation, so bytes in use
// are the same whenever they are read. malloc is not told the size when a block is freed; the pool is.
#include "kernels/memory/pool.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>

#include "harness/bench/bench.h"

namespace {

using namespace bench;
using kernels::memory::Pool;

struct Step {
  std::size_t slot, bytes;
};

// A live set and the replacements that one operation makes in it.
struct Pattern {
  std::vector<std::size_t> initial;
  std::vector<Step> steps;
};

constexpr std::size_t steps_per_op = 1024;

template <class Size>
Pattern pattern(std::size_t slots, std::uint32_t seed, Size size) {
  std::mt19937 random(seed);
  Pattern p;
  for (std::size_t i = 0; i < slots; ++i) p.initial.push_back(size(random));
  for (std::size_t i = 0; i < steps_per_op; ++i) p.steps.push_back({random() % slots, size(random)});
  return p;
}

std::size_t small_size(std::mt19937& random) { return 16 + random() % 1009; }
std::size_t medium_size(std::mt19937& random) { return 1024 + random() % (99 * 1024); }
std::size_t large_size(std::mt19937& random) { return 100 * 1024 + random() % (924 * 1024); }
// 70 % small, 25 % medium, 5 % large.
std::size_t mixed_size(std::mt19937& random) {
  const auto kind = random() % 100;
  return kind < 70 ? small_size(random) : kind < 95 ? medium_size(random) : large_size(random);
}

// A pool that collects where less than so many per cent are live.
template <int percent>
struct PoolBlocks {
  char* allocate(std::size_t bytes) { return static_cast<char*>(pool.allocate(bytes)); }
  void free(char* block, std::size_t bytes) { pool.free(block, bytes); }
  Pool pool{SIZE_MAX, percent / 100.0};
};

struct MallocBlocks {
  char* allocate(std::size_t bytes) { return static_cast<char*>(std::malloc(bytes)); }
  void free(char* block, std::size_t) { std::free(block); }
};

template <class Blocks>
class LiveSet {
 public:
  explicit LiveSet(Pattern pattern) : pattern_(std::move(pattern)), live_(pattern_.initial.size()) {
    for (std::size_t i = 0; i < live_.size(); ++i) take(i, pattern_.initial[i]);
  }
  ~LiveSet() {
    for (std::size_t i = 0; i < live_.size(); ++i) give(i);
  }
  LiveSet(const LiveSet&) = delete;

  void replace_all() {
    for (const Step& step : pattern_.steps) {
      give(step.slot);
      take(step.slot, step.bytes);
    }
  }
  std::size_t live_bytes() const {
    std::size_t total = 0;
    for (const Live& l : live_) total += l.bytes;
    return total;
  }
  std::size_t damaged() const { return damaged_; }
  Blocks blocks;

 private:
  struct Live {
    char* block;
    std::size_t bytes;
  };
  static char mark(std::size_t slot) { return char(slot * 7 + 1); }
  void take(std::size_t slot, std::size_t bytes) {
    char* block = blocks.allocate(bytes);
    block[0] = block[bytes - 1] = mark(slot);
    live_[slot] = {block, bytes};
  }
  void give(std::size_t slot) {
    const Live& l = live_[slot];
    damaged_ += l.block[0] != mark(slot) || l.block[l.bytes - 1] != mark(slot);
    blocks.free(l.block, l.bytes);
  }

  Pattern pattern_;
  std::vector<Live> live_;
  std::size_t damaged_ = 0;
};

template <class Blocks>
auto live_set_op(std::shared_ptr<LiveSet<Blocks>> set) {
  return op([set] { set->replace_all(); })
      .items(steps_per_op)
      .metric("in_use_bytes", [set] { return double(set->live_bytes()); })
      .expect([set]() -> std::string {
        return set->damaged() == 0 ? "" : std::to_string(set->damaged()) + " blocks were damaged";
      });
}

// What a pool holds, and which share of it is in use as it was asked for: the middle over many operations of a pool of
// their own, because it changes from one to the next, and how many were timed must not decide what is told.
struct Held {
  double committed_bytes, live_share, trimmed_live_share;
};
template <int percent>
Held held(const Pattern& pattern) {
  constexpr std::size_t operations = 65;
  LiveSet<PoolBlocks<percent>> set(pattern);
  Pool& pool = set.blocks.pool;
  const auto middle = [&](auto value) {
    std::vector<double> values;
    for (std::size_t i = 0; i < operations; ++i) {
      set.replace_all();
      values.push_back(value());
    }
    std::nth_element(values.begin(), values.begin() + operations / 2, values.end());
    return values[operations / 2];
  };
  const auto committed_bytes = [&] { return double(pool.statistics().committed_bytes()); };
  const auto live_share = [&] { return double(pool.statistics().live_bytes()) / committed_bytes(); };
  const auto trimmed_live_share = [&] {
    pool.trim();
    return live_share();
  };
  return {middle(committed_bytes), middle(live_share), middle(trimmed_live_share)};
}

template <int percent>
std::unique_ptr<Work> pool_case(const Pattern& pattern) {
  auto set = std::make_shared<LiveSet<PoolBlocks<percent>>>(pattern);
  const auto once = [pattern, known = std::make_shared<std::optional<Held>>()] {
    if (!*known) *known = held<percent>(pattern);
    return **known;
  };
  return live_set_op(set)
      .metric("committed_bytes", [once] { return once().committed_bytes; })
      .metric("live_share", [once] { return once().live_share; })
      .metric("trimmed_live_share", [once] { return once().trimmed_live_share; })
      .expect([set]() -> std::string {
        if (set->damaged() > 0) return std::to_string(set->damaged()) + " blocks were damaged";
        return near(double(set->live_bytes()), 0)(double(set->blocks.pool.statistics().live_bytes()));
      });
}

std::unique_ptr<Work> malloc_case(Pattern pattern) {
  return live_set_op(std::make_shared<LiveSet<MallocBlocks>>(std::move(pattern)));
}

Pattern mixed() { return pattern(256, 1, mixed_size); }
Pattern small() { return pattern(4096, 2, small_size); }

const Metric in_use = {.name = "in_use_bytes", .unit = "B", .kind = Kind::bytes, .exact = true};
const std::vector<Metric> of_pool = {
    in_use,
    {.name = "committed_bytes", .unit = "B", .kind = Kind::bytes, .exact = true},
    {.name = "live_share", .unit = "1", .better = Better::more, .kind = Kind::share, .exact = true},
    {.name = "trimmed_live_share", .unit = "1", .better = Better::more, .kind = Kind::share, .exact = true}};

BENCH({.name = "memory/pool/mixed", .version = 2, .tags = {"gate"}, .metrics = of_pool, .make = [](const Params&) {
         return pool_case<0>(mixed());
       }});
BENCH({.name = "memory/pool/mixed", .version = 2, .metrics = {in_use}, .impl = "malloc", .make = [](const Params&) {
         return malloc_case(mixed());
       }});
// The pool as training and as coordination set it.
BENCH({.name = "memory/pool/collected",
       .version = 2,
       .params = grid("percent", {75, 85}),
       .metrics = of_pool,
       .make = [](const Params& p) { return p["percent"] == 75 ? pool_case<75>(mixed()) : pool_case<85>(mixed()); }});
BENCH({.name = "memory/pool/small", .version = 2, .tags = {"gate"}, .metrics = of_pool, .make = [](const Params&) {
         return pool_case<0>(small());
       }});
BENCH({.name = "memory/pool/small", .version = 2, .metrics = {in_use}, .impl = "malloc", .make = [](const Params&) {
         return malloc_case(small());
       }});

}  // namespace
