// The case of every benchmark of a function of each element: inputs and check. 16384 values and their results, of both
// twins together, fit a second-level cache of 1 MiB; a million do not.
#pragma once

#include <cmath>

#include "harness/bench/bench.h"
#include "kernels/buffers.h"

namespace cases {

inline std::vector<bench::Params> elementwise_sizes() { return bench::grid("n", {10000, 16384, 1000000}); }

struct Values {
  explicit Values(std::size_t n) : x(n, 0), y(n, 1) { x.randomise(1, -8, 8); }
  kernels::Buffer x, y;
};

// `relative` bounds the error of each of some hundred elements spread over the buffer.
template <class Function, class Reference>
std::unique_ptr<bench::Work> elementwise_case(const bench::Params& p, Function function, Reference reference,
                                              double relative) {
  const auto n = std::size_t(p["n"]);
  auto s = std::make_shared<Values>(n);
  return bench::op([s, n, function] { function(s->x.data(), s->y.data(), n); })
      .bytes(8.0 * double(n))
      .items(double(n))
      .expect([s, n, reference, relative] {
        for (std::size_t i = 0; i < n; i += i < 64 ? 1 : 509) {
          const std::string problem = bench::near(reference(double(s->x.data()[i])), relative)(s->y.data()[i]);
          if (!problem.empty()) return "element " + std::to_string(i) + ": " + problem;
        }
        return bench::near(reference(double(s->x.data()[n - 1])), relative)(s->y.data()[n - 1]);
      });
}

inline double relu_of(double x) { return x > 0 ? x : 0; }
inline double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }
inline double tanh_of(double x) { return std::tanh(x); }

inline constexpr double loose = 5e-7;  // about 4 units in the last place

}  // namespace cases
