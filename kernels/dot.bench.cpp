#include "kernels/dot.h"

#include "harness/bench/bench.h"
#include "kernels/buffers.h"
#include "kernels/naive.h"

namespace {

using namespace bench;

struct Operands {
  explicit Operands(std::size_t n) : a(n, 0), b(n, 1) {
    a.randomise(1);
    b.randomise(2);
  }
  double reference() const {
    double total = 0;
    for (std::size_t i = 0; i < a.size(); ++i) total += double(a.data()[i]) * b.data()[i];
    return total;
  }
  kernels::Buffer a, b;
};

template <class Dot>
std::unique_ptr<Work> dot_case(const Params& p, Dot dot) {
  const auto n = std::size_t(p["n"]);
  auto s = std::make_shared<Operands>(n);
  return op([s, n, dot] { return dot(s->a.data(), s->b.data(), n); })
      .bytes(8.0 * double(n))
      .items(double(n))
      .expect([want = s->reference(), n](float got) {
        return std::abs(got - want) <= 1e-7 * double(n) ? "" : near(want, 0)(got);
      });
}

auto own(const Params& p) {
  return dot_case(p, [](auto... x) { return kernels::dot(x...); });
}

BENCH({.name = "core/dot/f32", .params = grid("n", {1024}), .tags = {"gate"}, .make = own});
BENCH({.name = "core/dot/f32", .params = grid("n", {65536}), .make = own});

BENCH({.name = "core/dot/f32", .params = grid("n", {1024, 65536}), .impl = "naive", .make = [](const Params& p) {
         return dot_case(p, [](auto... x) { return kernels::naive::dot(x...); });
       }});

}  // namespace
