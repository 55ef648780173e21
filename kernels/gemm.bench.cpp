#include "kernels/gemm.h"

#include <utility>

#include "kernels/fma_peak.h"
#include "kernels/gemm.cases.h"
#include "kernels/naive.h"
#include "kernels/team.h"

namespace {

using namespace bench;
using cases::Square;

kernels::Gemm product(Square& s) { return {s.n, s.n, s.n, s.a.data(), s.n, s.b.data(), s.n, s.c.data(), s.n}; }
void own(Square& s) { kernels::gemm(product(s)); }
void naive(Square& s) { kernels::naive::gemm(s.a.data(), s.b.data(), s.c.data(), s.n); }

auto own_case(const Params& p) { return cases::gemm_case(p, own); }
auto naive_case(const Params& p) { return cases::gemm_case(p, naive); }

BENCH({.name = "core/gemm/f32", .params = grid("n", {64, 256}), .tags = {"gate"}, .make = own_case});
BENCH({.name = "core/gemm/f32", .params = grid("n", {65, 127, 128, 512, 509, 1000, 1024}), .make = own_case});
BENCH({.name = "core/gemm/f32", .params = grid("n", {64, 256, 1000}), .impl = "naive", .make = naive_case});

BENCH({.name = "core/gemm_prepacked/f32", .params = grid("n", {64, 256, 1000}), .make = [](const Params& p) {
         const auto n = std::size_t(p["n"]);
         auto packed = std::shared_ptr<kernels::PackedMatrix>();
         return cases::gemm_case(p, [packed, n](Square& s) mutable {
           if (!packed) packed = std::make_shared<kernels::PackedMatrix>(s.b.data(), n, n, n);
           kernels::Gemm g = product(s);
           g.packed = packed.get();
           kernels::gemm(g);
         });
       }});

// The products of the way back: A or B stored the other way round.
template <bool of_a>
std::unique_ptr<Work> transposed_case(const Params& p) {
  auto turned = std::make_shared<std::vector<float>>();
  return cases::gemm_case(p, [turned](Square& s) {
    const kernels::Buffer& plain = of_a ? s.a : s.b;
    if (turned->empty()) {
      turned->resize(s.n * s.n);
      for (std::size_t i = 0; i < s.n; ++i) {
        for (std::size_t j = 0; j < s.n; ++j) (*turned)[j * s.n + i] = plain.data()[i * s.n + j];
      }
    }
    kernels::Gemm g = product(s);
    (of_a ? g.a : g.b) = turned->data();
    (of_a ? g.transpose_a : g.transpose_b) = true;
    kernels::gemm(g);
  });
}
BENCH({.name = "core/gemm_transposed_a/f32", .params = grid("n", {64, 256, 1000}), .make = transposed_case<true>});
BENCH({.name = "core/gemm_transposed_b/f32", .params = grid("n", {64, 256, 1000}), .make = transposed_case<false>});

// Half the product and half of what C holds: once C is the product, it stays.
BENCH({.name = "core/gemm_accumulated/f32", .params = grid("n", {64, 256, 1000}), .make = [](const Params& p) {
         return cases::gemm_case(p, [first = true](Square& s) mutable {
           kernels::Gemm g = product(s);
           if (!std::exchange(first, false)) g.alpha = g.beta = 0.5f;
           kernels::gemm(g);
         });
       }});

// As many operations as the product needs, at the core's peak: its time divided by ours is our share of the peak.
BENCH(
    {.name = "core/gemm/f32", .params = grid("n", {512, 1000, 2000}), .impl = "fma_peak", .make = [](const Params& p) {
       const double flops = 2 * double(p["n"]) * double(p["n"]) * double(p["n"]);
       const auto rounds = std::size_t(std::llround(flops / double(kernels::fma_peak_flops())));
       return op([rounds] { return kernels::fma_peak(rounds); }).items(flops).expect(near(1, 0));
     }});

#ifndef __EMSCRIPTEN__
BENCH({.name = "core/gemm/f32", .params = grid("n", {2000, 4000}), .make = own_case});
// A launch takes a minute and 1.2 GB.
BENCH({.name = "core/gemm/f32", .params = grid("n", {10000}), .tags = {"on-demand"}, .make = own_case});
BENCH({.name = "core/gemm_threads/f32",
       .params = cases::gemm_thread_sizes(),
       .clock = Clock::wall,
       .make = [](const Params& p) {
         auto team = std::make_shared<kernels::Team>(std::size_t(p["threads"]));
         return cases::gemm_case(p, [team](Square& s) { kernels::gemm(product(s), *team); });
       }});
// What two threads are set against: none but the caller, on the same clock.
BENCH({.name = "core/gemm_threads/f32",
       .params = grid("n", {1000}) * grid("threads", {2}),
       .clock = Clock::wall,
       .impl = "one_thread",
       .make = own_case});
#endif

}  // namespace
