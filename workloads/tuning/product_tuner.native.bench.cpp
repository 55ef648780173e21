// Products of sizes that tuning has not seen, on as many threads as it chooses, and always on `against` threads
// (impl=fixed): one operation is one product of each size. The tuner measures for itself when the benchmark is made;
// model_error is how far its models are off for what they were not fitted to.
#include "workloads/tuning/product_tuner.h"

#include <algorithm>
#include <cmath>

#include "harness/bench/bench.h"
#include "kernels/buffers.h"
#include "kernels/gemm.h"
#include "kernels/team.h"
#include "workloads/latency.h"

namespace {

using namespace bench;
using kernels::Buffer;
using workloads::now_ns;
using workloads::tuning::ProductTuner, workloads::tuning::Shape;

constexpr std::size_t side_max = 1024;
constexpr Shape unseen[] = {{20, 20, 20},    {48, 48, 48},    {100, 100, 100}, {200, 200, 200},
                            {400, 400, 400}, {700, 700, 700}, {8, 500, 500}};

struct Products {
  Products() : a(side_max * side_max, 0), b(side_max * side_max, 1), c(side_max * side_max, 2) {
    a.randomise(1), b.randomise(2);
  }
  void run(const Shape& s, std::size_t threads) {
    const kernels::Gemm g = {.m = s.m,
                             .n = s.n,
                             .k = s.k,
                             .a = a.data(),
                             .a_stride = s.k,
                             .b = b.data(),
                             .b_stride = s.n,
                             .c = c.data(),
                             .c_stride = s.n};
    threads == 1 ? kernels::gemm(g) : kernels::gemm(g, team);
  }
  // The least of at most nine turns of a fifth of a millisecond or more, in a hundredth of a second or little more.
  double time_ns(const Shape& s, std::size_t threads) {
    double least = 1e30;
    const std::uint64_t begin = now_ns();
    for (int turn = 0; turn < 9 && now_ns() - begin < 10'000'000; ++turn) {
      std::size_t count = 0;
      const std::uint64_t start = now_ns();
      std::uint64_t passed = 0;
      do {
        run(s, threads);
        ++count;
        passed = now_ns() - start;
      } while (passed < 200'000);
      least = std::min(least, double(passed) / double(count));
    }
    return least;
  }
  std::string problem(const Shape& s) {
    for (std::size_t i = 0; i < s.m; i += 1 + s.m / 7) {
      for (std::size_t j = 0; j < s.n; j += 1 + s.n / 7) {
        double want = 0;
        for (std::size_t p = 0; p < s.k; ++p) want += double(a.data()[i * s.k + p]) * double(b.data()[p * s.n + j]);
        const double got = c.data()[i * s.n + j];
        if (!(std::abs(got - want) <= 1e-4 * double(s.k))) return near(want, 0)(got);
      }
    }
    return "";
  }

  Buffer a, b, c;
  kernels::Team team{2};
};

template <class Threads>
auto products_case(std::shared_ptr<Products> products, Threads threads_for) {
  return op([=] {
           for (const Shape& shape : unseen) products->run(shape, threads_for(shape));
         })
      .items(double(std::size(unseen)))
      .expect([=]() -> std::string {
        for (const Shape& shape : unseen) {
          products->run(shape, threads_for(shape));
          if (const std::string problem = products->problem(shape); !problem.empty()) return problem;
        }
        return "";
      });
}

// Against each number of threads that never changes: what adapting gives is what it gives over the better of them.
BENCH({.name = "core/tuning",
       .params = grid("against", {1, 2}),
       .clock = Clock::wall,
       .metrics = {{.name = "model_error", .unit = "1", .kind = Kind::share}},
       .make = [](const Params&) -> std::unique_ptr<Work> {
         auto products = std::make_shared<Products>();
         auto tuner = std::make_shared<ProductTuner>(
             std::vector<std::size_t>{1, 2}, ProductTuner::usual_shapes(),
             [&](const Shape& s, std::size_t threads) { return products->time_ns(s, threads); });
         return products_case(products, [tuner](const Shape& s) { return tuner->threads_for(s); })
             .metric("model_error", [tuner] { return tuner->held_out_error(); });
       }});
BENCH({.name = "core/tuning",
       .params = grid("against", {1, 2}),
       .clock = Clock::wall,
       .impl = "fixed",
       .make = [](const Params& p) -> std::unique_ptr<Work> {
         return products_case(std::make_shared<Products>(),
                              [threads = std::size_t(p["against"])](const Shape&) { return threads; });
       }});

}  // namespace
