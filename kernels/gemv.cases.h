// The case of every benchmark of matrix-vector products, whoever multiplies: a square matrix, and the check of every
// element against a sum in double.
#pragma once

#include "harness/bench/bench.h"
#include "kernels/buffers.h"

namespace cases {

inline std::vector<bench::Params> gemv_sizes() { return bench::grid("n", {64, 256, 1000, 2000}); }

struct MatrixAndVector {
  explicit MatrixAndVector(std::size_t size) : n(size), a(n * n, 0), x(n, 1), y(n, 2) {
    a.randomise(1);
    x.randomise(2);
  }
  std::string wrong(bool transpose) const {
    for (std::size_t i = 0; i < n; ++i) {
      double want = 0;
      for (std::size_t j = 0; j < n; ++j) want += double(a.data()[transpose ? j * n + i : i * n + j]) * x.data()[j];
      if (!(std::abs(y.data()[i] - want) <= 1e-7 * double(n))) {
        return "element " + std::to_string(i) + ": " + bench::near(want, 0)(y.data()[i]);
      }
    }
    return "";
  }
  std::size_t n;
  kernels::Buffer a, x, y;
};

template <class Multiply>
std::unique_ptr<bench::Work> gemv_case(const bench::Params& p, bool transpose, Multiply multiply) {
  auto s = std::make_shared<MatrixAndVector>(std::size_t(p["n"]));
  const double n = double(s->n);
  return bench::op([s, multiply] { multiply(*s); }).items(2 * n * n).bytes(4 * n * n).expect([s, transpose] {
    return s->wrong(transpose);
  });
}

}  // namespace cases
