#include "kernels/gemm.h"

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
