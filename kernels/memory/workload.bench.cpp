// The first round of work of a new pool, whose buffers were laid in beforehand, and of one that takes them as they are
// asked for: the matrices of a training step, the messages of a round of coordination. One operation is a first round
// and what it takes to have a pool with nothing in use; `round_ns` is the round alone, the median.
#include "kernels/memory/workload.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "harness/bench/bench.h"
#include "kernels/memory/bulk.h"

namespace {

using namespace bench;
using namespace kernels::memory;

double now_ns() { return double(std::chrono::steady_clock::now().time_since_epoch().count()); }

// Takes, writes and gives back all of it; returns how many blocks it got.
std::size_t round_of(Pool& pool, Workload workload, std::vector<void*>& blocks) {
  blocks.clear();
  const Stocks stocks = stocks_of(workload);
  for (std::size_t s = 0; s < stocks.count; ++s) {
    for (std::size_t i = 0; i < stocks.first[s].count; ++i) {
      blocks.push_back(pool.allocate(stocks.first[s].bytes));
      if (blocks.back() == nullptr) return 0;
      kernels::clear_bytes(blocks.back(), stocks.first[s].bytes);
    }
  }
  for (std::size_t s = 0, b = 0; s < stocks.count; ++s) {
    for (std::size_t i = 0; i < stocks.first[s].count; ++i) pool.free(blocks[b++], stocks.first[s].bytes);
  }
  return blocks.size();
}

std::unique_ptr<Work> first_round(Workload workload, bool beforehand) {
  auto blocks = std::make_shared<std::vector<void*>>();
  auto rounds_ns = std::make_shared<std::vector<double>>();
  std::size_t want = 0;
  for (std::size_t s = 0; s < stocks_of(workload).count; ++s) want += stocks_of(workload).first[s].count;
  return op([=] {
           Pool pool(SIZE_MAX, collect_below(workload));
           if (beforehand) lay_in(pool, workload);
           const double start = now_ns();
           const std::size_t got = round_of(pool, workload, *blocks);
           rounds_ns->push_back(now_ns() - start);
           return got;
         })
      .metric("round_ns",
              [rounds_ns] {
                const auto middle = rounds_ns->begin() + std::ptrdiff_t(rounds_ns->size() / 2);
                std::nth_element(rounds_ns->begin(), middle, rounds_ns->end());
                return *middle;
              })
      .expect([want](std::size_t got) { return got == want ? "" : "a block was refused"; });
}

const std::vector<Metric> metrics = {{.name = "round_ns", .unit = "ns", .kind = Kind::time}};

BENCH({.name = "memory/pool/first/training", .metrics = metrics, .make = [](const Params&) {
         return first_round(Workload::training, true);
       }});
BENCH({.name = "memory/pool/first/training", .metrics = metrics, .impl = "unprepared", .make = [](const Params&) {
         return first_round(Workload::training, false);
       }});
BENCH({.name = "memory/pool/first/coordination", .metrics = metrics, .make = [](const Params&) {
         return first_round(Workload::coordination, true);
       }});
BENCH({.name = "memory/pool/first/coordination", .metrics = metrics, .impl = "unprepared", .make = [](const Params&) {
         return first_round(Workload::coordination, false);
       }});

}  // namespace
