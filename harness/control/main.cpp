// The harness's own control suite: work of several kinds whose speed nobody changes, and the same with a planted
// slowdown
// (--planted=10: ten per cent more work). Every session compares it with itself, so that a session which would miss a
// slowdown, or see one where there is none, is known as unfit. doctor measures the noise of a machine with it.
#include <algorithm>
#include <barrier>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "harness/bench/bench.h"
#include "harness/bench/native_host.h"

namespace {

using namespace bench;

std::int64_t planted_percent = 0;
std::int64_t with_planted(std::int64_t work) { return work + work * planted_percent / 100; }

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ x >> 33) * 0xff51afd7ed558ccdULL;  // the finaliser of MurmurHash3
  x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53ULL;
  return x ^ x >> 33;
}

std::uint64_t chain(std::int64_t n) {
  std::uint64_t h = 1;
  for (std::int64_t i = 0; i < n; ++i) h = mix(h + std::uint64_t(i));
  return h;
}

std::string equal(std::uint64_t got, std::uint64_t want) { return got == want ? "" : "another hash than before"; }

// A cycle through every element in random order: each load waits for the one before.
std::vector<std::uint32_t> random_cycle(std::size_t elements) {
  std::vector<std::uint32_t> order(elements), next(elements);
  std::iota(order.begin(), order.end(), 0u);
  for (std::size_t i = elements - 1; i > 0; --i) std::swap(order[i], order[mix(i) % i]);
  for (std::size_t i = 0; i < elements; ++i) next[order[i]] = order[(i + 1) % elements];
  return next;
}

std::unique_ptr<Work> chase(std::size_t size_bytes) {
  auto next = std::make_shared<std::vector<std::uint32_t>>(random_cycle(size_bytes / sizeof(std::uint32_t)));
  auto at = std::make_shared<std::uint32_t>(0);
  return op([next, at] {
           std::uint32_t position = *at;
           for (std::int64_t i = with_planted(2000); i > 0; --i) position = (*next)[position];
           return *at = position;
         })
      .expect([next](std::uint32_t position) { return position < next->size() ? "" : "out of the cycle"; });
}

BENCH({.name = "control/compute", .make = [](const Params&) -> std::unique_ptr<Work> {
         const std::int64_t n = with_planted(4000);
         return op([n] { return chain(n); }).expect([want = chain(n)](std::uint64_t got) { return equal(got, want); });
       }});

BENCH({.name = "control/cache", .make = [](const Params&) { return chase(256 << 10); }});
BENCH({.name = "control/memory", .make = [](const Params&) { return chase(16 << 20); }});

// Here the planted share is of size, not of work: 700 KiB fit beside a twin in a second-level cache of 1 MiB, what is
// planted on top does not. It shows by how much twins misread a change that crosses a cache's size.
BENCH({.name = "control/cache_edge", .make = [](const Params&) -> std::unique_ptr<Work> {
         auto next = std::make_shared<std::vector<std::uint32_t>>(
             random_cycle(std::size_t(with_planted(700 << 10)) / sizeof(std::uint32_t)));
         auto at = std::make_shared<std::uint32_t>(0);
         return op([next, at] {
                  std::uint32_t position = *at;
                  for (int i = 0; i < 2000; ++i) position = (*next)[position];
                  return *at = position;
                })
             .expect([next](std::uint32_t position) { return position < next->size() ? "" : "out of the cycle"; });
       }});

// Half of the work on a second thread that waits for it; both meet at a barrier before and after.
class Halves {
 public:
  explicit Halves(std::int64_t n) : n_(n), other_([this] { serve(); }) {}
  ~Halves() {
    ended_ = true;
    meet_.arrive_and_wait();
    other_.join();
  }
  std::uint64_t run() {
    meet_.arrive_and_wait();
    const std::uint64_t own = chain(n_);
    meet_.arrive_and_wait();
    return own ^ others_;
  }

 private:
  void serve() {
    while (true) {
      meet_.arrive_and_wait();
      if (ended_) return;
      others_ = mix(chain(n_));
      meet_.arrive_and_wait();
    }
  }

  std::int64_t n_;
  std::uint64_t others_ = 0;
  bool ended_ = false;
  std::barrier<> meet_{2};
  std::thread other_;
};

BENCH({.name = "control/threads", .clock = Clock::wall, .make = [](const Params&) -> std::unique_ptr<Work> {
         const std::int64_t n = with_planted(200000);
         auto halves = std::make_shared<Halves>(n);
         return op([halves] { return halves->run(); }).expect([n](std::uint64_t got) {
           return equal(got, chain(n) ^ mix(chain(n)));
         });
       }});

// A hundred texts of many lengths are alive at any time; one after the other is replaced, so that the work follows the
// number of replacements and nothing else.
BENCH({.name = "control/allocation", .version = 2, .make = [](const Params&) -> std::unique_ptr<Work> {
         struct Texts {
           std::vector<std::string> alive = std::vector<std::string>(100);
           std::uint64_t next = 0;
         };
         auto s = std::make_shared<Texts>();
         return op([s] {
                  for (std::int64_t i = with_planted(100); i > 0; --i, ++s->next)
                    s->alive[s->next % s->alive.size()] = std::string(24 + s->next % 64, 'x');
                  return s->next;
                })
             .expect([s](std::uint64_t replaced) {
               return replaced == s->next &&
                              s->alive[(replaced - 1) % s->alive.size()].size() == 24 + (replaced - 1) % 64
                          ? ""
                          : "texts are missing";
             });
       }});

}  // namespace

int main(int argc, char** argv) {
  std::vector<char*> arguments;
  for (int i = 0; i < argc; ++i) {
    if (std::strncmp(argv[i], "--planted=", 10) == 0) {
      planted_percent = std::atoll(argv[i] + 10);
    } else {
      arguments.push_back(argv[i]);
    }
  }
  if (planted_percent < 0 || planted_percent > 1000) {
    std::cerr << "--planted: want per cent from 0 to 1000\n";
    return 2;
  }
  const auto only = [](const std::string& isa) { return isa == "control"; };
  return bench::native_main(int(arguments.size()), arguments.data(),
                            {{"control"}, only, [] { return std::string("control"); }});
}
