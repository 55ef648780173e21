// What a pool grows by while the blocks of a service change size with its load: in each of eight phases every block
// goes and blocks around another size come, as many bytes as before. A pool that does not collect keeps for each size
// what its phase needed.
#include <random>

#include "harness/bench/bench.h"
#include "kernels/memory/pool.h"

namespace {

using namespace bench;
using kernels::memory::Pool;

constexpr std::size_t live_bytes = 8 << 20;
// In no order, so that what an earlier phase left is sometimes too small and sometimes large enough.
constexpr std::size_t phase_bytes[] = {8 << 10, 64 << 10, 2 << 10, 256 << 10, 16 << 10, 512 << 10, 4 << 10, 32 << 10};

struct Held {
  double growth_bytes = 0;  // the most it held after any phase, less what it held after the first
  std::size_t damaged = 0;
};

class Service {
 public:
  explicit Service(double collect_below) : pool_(SIZE_MAX, collect_below) {}
  ~Service() {
    for (const Block& block : blocks_) pool_.free(block.data, block.bytes);
  }
  Service(const Service&) = delete;

  Held all_phases() {
    Held held;
    double first = 0, most = 0;
    for (const std::size_t bytes : phase_bytes) {
      change_to(bytes);
      const auto now = double(pool_.statistics().committed_bytes());
      if (first == 0) first = now;
      most = std::max(most, now);
    }
    held.growth_bytes = most - first;
    held.damaged = damaged_;
    return held;
  }

 private:
  struct Block {
    char* data;
    std::size_t bytes;
  };
  // Old blocks go in random order while new ones come, so that both kinds lie side by side.
  void change_to(std::size_t middle_bytes) {
    std::size_t old = blocks_.size(), taken = 0;
    while (old > 0 || taken < live_bytes) {
      while (taken < live_bytes && (old == 0 || live_ < live_bytes)) {
        const std::size_t bytes = middle_bytes / 2 + random_() % middle_bytes;
        take(bytes);
        taken += bytes;
      }
      if (old > 0) give_one_of(old--);
    }
  }
  void take(std::size_t bytes) {
    auto* data = static_cast<char*>(pool_.allocate(bytes));
    data[0] = data[bytes - 1] = char(bytes);
    blocks_.push_back({data, bytes});
    live_ += bytes;
  }
  // The first `old` blocks are those of the phase before: one goes, and the others stay in front.
  void give_one_of(std::size_t old) {
    Block& block = blocks_[random_() % old];
    damaged_ += block.data[0] != char(block.bytes) || block.data[block.bytes - 1] != char(block.bytes);
    pool_.free(block.data, block.bytes);
    live_ -= block.bytes;
    block = blocks_[old - 1];
    blocks_[old - 1] = blocks_.back();
    blocks_.pop_back();
  }

  Pool pool_;
  std::mt19937 random_{7};
  std::vector<Block> blocks_;
  std::size_t live_ = 0, damaged_ = 0;
};

std::unique_ptr<Work> growth(double collect_below) {
  auto held = std::make_shared<Held>();
  return op([=] { *held = Service(collect_below).all_phases(); })
      .metric("growth_bytes", [held] { return held->growth_bytes; })
      .expect([held]() -> std::string {
        return held->damaged == 0 ? "" : std::to_string(held->damaged) + " blocks were damaged";
      });
}

const std::vector<Metric> of_growth = {{.name = "growth_bytes", .unit = "B", .kind = Kind::bytes, .exact = true}};

BENCH({.name = "memory/pool/growth", .metrics = of_growth, .make = [](const Params&) {
         return growth(kernels::memory::collect_for_coordination);
       }});
BENCH({.name = "memory/pool/growth", .metrics = of_growth, .impl = "uncollected", .make = [](const Params&) {
         return growth(kernels::memory::collect_never);
       }});

}  // namespace
