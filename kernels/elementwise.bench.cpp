// Activations on 16384 values: input and output of both twins together fit a second-level cache of 1 MiB.
#include <cmath>

#include "harness/bench/bench.h"
#include "kernels/buffers.h"
#include "kernels/naive.h"
#include "kernels/relu.h"
#include "kernels/sigmoid.h"
#include "kernels/tanh.h"

namespace {

using namespace bench;

struct Values {
  explicit Values(std::size_t n) : x(n, 0), y(n, 1) { x.randomise(1, -8, 8); }
  kernels::Buffer x, y;
};

// `relative` bounds the error of each of some hundred elements spread over the buffer.
template <class Function, class Reference>
std::unique_ptr<Work> elementwise_case(const Params& p, Function function, Reference reference, double relative) {
  const auto n = std::size_t(p["n"]);
  auto s = std::make_shared<Values>(n);
  return op([s, n, function] { function(s->x.data(), s->y.data(), n); })
      .bytes(8.0 * double(n))
      .items(double(n))
      .expect([s, n, reference, relative] {
        for (std::size_t i = 0; i < n; i += i < 64 ? 1 : 509) {
          const std::string problem = near(reference(double(s->x.data()[i])), relative)(s->y.data()[i]);
          if (!problem.empty()) return "element " + std::to_string(i) + ": " + problem;
        }
        return near(reference(double(s->x.data()[n - 1])), relative)(s->y.data()[n - 1]);
      });
}

double relu_of(double x) { return x > 0 ? x : 0; }
double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }
double tanh_of(double x) { return std::tanh(x); }

constexpr double loose = 5e-7;  // about 4 units in the last place

#define ELEMENTWISE_BENCH(subject, tolerance)                                                                          \
  BENCH(                                                                                                               \
      {.name = "core/" #subject "/f32", .params = grid("n", {16384}), .tags = {"gate"}, .make = [](const Params& p) {  \
         return elementwise_case(                                                                                      \
             p, [](auto... x) { kernels::subject(x...); }, subject##_of, tolerance);                                   \
       }});                                                                                                            \
  BENCH({.name = "core/" #subject "/f32", .params = grid("n", {16384}), .impl = "naive", .make = [](const Params& p) { \
           return elementwise_case(                                                                                    \
               p, [](auto... x) { kernels::naive::subject(x...); }, subject##_of, tolerance);                          \
         }});

ELEMENTWISE_BENCH(relu, 0)
ELEMENTWISE_BENCH(sigmoid, loose)
ELEMENTWISE_BENCH(tanh, loose)

}  // namespace
