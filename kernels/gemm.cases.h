// The case of every benchmark of square products, whoever multiplies: inputs and check. The check costs n^2, not n^3:
// C * x against A * (B * x) for a random x of ones and minus ones (Freivalds), in double, after elements of 64 rows and
// columns were spot-checked.
#pragma once

#include "harness/bench/bench.h"
#include "kernels/buffers.h"

namespace cases {

inline std::vector<bench::Params> gemm_sizes() {
  return bench::grid("n", {64, 65, 127, 128, 256, 509, 512, 1000, 1024, 2000});
}
inline std::vector<bench::Params> gemm_thread_sizes() {
  return bench::grid("n", {512, 1000, 2000}) * bench::grid("threads", {1, 2});
}

struct Square {
  explicit Square(std::size_t size) : n(size), a(n * n, 0), b(n * n, 1), c(n * n, 2) {
    a.randomise(1);
    b.randomise(2);
  }

  std::vector<double> times(const kernels::Buffer& matrix, const std::vector<double>& x) const {
    std::vector<double> y(n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) y[i] += double(matrix.data()[i * n + j]) * x[j];
    }
    return y;
  }

  std::string wrong() const {
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = (i * 2654435761u >> 7) % 2 ? 1 : -1;
    const std::vector<double> want = times(a, times(b, x)), got = times(c, x);
    for (std::size_t i = 0; i < n; ++i) {
      // Each element of a row is off by up to about n roundings of its partial sums, and n elements are added.
      if (!(std::abs(got[i] - want[i]) <= 1e-7 * double(n) * std::sqrt(double(n)))) {
        return "row " + std::to_string(i) + " of the product: " + bench::near(want[i], 0)(got[i]);
      }
    }
    for (std::size_t s = 0; s < 64; ++s) {
      const std::size_t i = s * 7919 % n, j = s * 104729 % n;
      double element = 0;
      for (std::size_t p = 0; p < n; ++p) element += double(a.data()[i * n + p]) * b.data()[p * n + j];
      if (!(std::abs(c.data()[i * n + j] - element) <= 1e-7 * double(n)))
        return bench::near(element, 0)(c.data()[i * n + j]);
    }
    return "";
  }

  std::size_t n;
  kernels::Buffer a, b, c;
};

template <class Multiply>
std::unique_ptr<bench::Work> gemm_case(const bench::Params& p, Multiply multiply) {
  auto s = std::make_shared<Square>(std::size_t(p["n"]));
  const double n = double(s->n);
  return bench::op([s, multiply]() mutable { multiply(*s); }).items(2 * n * n * n).bytes(12 * n * n).expect([s] {
    return s->wrong();
  });
}

}  // namespace cases
