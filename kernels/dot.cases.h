// The case of every benchmark of dot products: inputs and check.
#pragma once

#include "harness/bench/bench.h"
#include "kernels/buffers.h"

namespace cases {

inline std::vector<bench::Params> dot_sizes() { return bench::grid("n", {1000, 1024, 10000, 65536, 1000000}); }

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
std::unique_ptr<bench::Work> dot_case(const bench::Params& p, Dot dot) {
  const auto n = std::size_t(p["n"]);
  auto s = std::make_shared<Operands>(n);
  return bench::op([s, n, dot] { return dot(s->a.data(), s->b.data(), n); })
      .bytes(8.0 * double(n))
      .items(double(n))
      .expect([want = s->reference(), n](float got) {
        return std::abs(got - want) <= 1e-7 * double(n) ? "" : bench::near(want, 0)(got);
      });
}

}  // namespace cases
