// The way back through a layer: gradients of activations, computed from what the way forward gave, and the gradient of
// a bias. (Bias with activation on the way forward is in mlp.bench.cpp, beside the layers.)
#include "kernels/activation.h"

#include <algorithm>
#include <cmath>

#include "harness/bench/bench.h"
#include "kernels/buffers.h"

namespace {

using namespace bench;
using kernels::Activation;
using kernels::Buffer;

float slope(float y, Activation activation) {
  switch (activation) {
    case Activation::relu:
      return y > 0 ? 1 : 0;
    case Activation::sigmoid:
      return y * (1 - y);
    case Activation::tanh:
      return (1 - y) * (1 + y);
    default:
      return 1;
  }
}
template <Activation activation>
void naive_gradient(const float* y, float* gradient, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) gradient[i] *= slope(y[i], activation);
}
template <Activation activation>
void own_gradient(const float* y, float* gradient, std::size_t n) {
  kernels::activation_gradient(y, gradient, n, activation);
}
void naive_column_sums(const float* x, float* sums, std::size_t rows, std::size_t columns, std::size_t stride) {
  std::fill_n(sums, columns, 0.0f);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) sums[c] += x[r * stride + c];
  }
}

struct Backward {
  explicit Backward(std::size_t n) : y(n, 0), before(n, 1), gradient(n, 2) {
    y.randomise(1, 0, 1);
    for (std::size_t i = 0; i < n; i += 3) y.data()[i] = 0;  // what relu cuts off
    before.randomise(2);
  }
  Buffer y, before, gradient;
};

// It works in place, and again and again it would end at 0: each operation begins with a copy.
template <Activation activation, void gradient(const float*, float*, std::size_t)>
std::unique_ptr<Work> gradient_case(const Params& p) {
  const auto n = std::size_t(p["n"]);
  auto s = std::make_shared<Backward>(n);
  return op([=] {
           std::copy_n(s->before.data(), n, s->gradient.data());
           gradient(s->y.data(), s->gradient.data(), n);
         })
      .bytes(16.0 * double(n))
      .items(double(n))
      .expect([=]() -> std::string {
        for (std::size_t i = 0; i < n; ++i) {
          const double want = double(s->before.data()[i]) * slope(s->y.data()[i], activation);
          if (!(std::abs(s->gradient.data()[i] - want) <= 5e-7)) return near(want, 0)(s->gradient.data()[i]);
        }
        return "";
      });
}

template <class Sums>
std::unique_ptr<Work> sums_case(const Params& p, Sums sums) {
  const auto rows = std::size_t(p["rows"]), columns = std::size_t(p["columns"]);
  struct Matrix {
    Buffer x, sums;
  };
  auto s = std::make_shared<Matrix>(Matrix{{rows * columns, 0}, {columns, 1}});
  s->x.randomise(1);
  return op([=] { sums(s->x.data(), s->sums.data(), rows, columns, columns); })
      .bytes(4.0 * double(rows * columns))
      .items(double(rows * columns))
      .expect([=]() -> std::string {
        for (std::size_t c = 0; c < columns; ++c) {
          double want = 0;
          for (std::size_t r = 0; r < rows; ++r) want += s->x.data()[r * columns + c];
          if (!(std::abs(s->sums.data()[c] - want) <= 1e-5)) return near(want, 0)(s->sums.data()[c]);
        }
        return "";
      });
}

#define GRADIENT_BENCH(subject)                                                           \
  BENCH({.name = "core/" #subject "_gradient/f32",                                        \
         .params = grid("n", {2048, 1000000}),                                            \
         .make = gradient_case<Activation::subject, own_gradient<Activation::subject>>}); \
  BENCH({.name = "core/" #subject "_gradient/f32",                                        \
         .params = grid("n", {2048}),                                                     \
         .impl = "naive",                                                                 \
         .make = gradient_case<Activation::subject, naive_gradient<Activation::subject>>});

GRADIENT_BENCH(relu)
GRADIENT_BENCH(sigmoid)
GRADIENT_BENCH(tanh)

const std::vector<Params> layers = grid("rows", {32}) * grid("columns", {10, 512});

BENCH({.name = "core/column_sums/f32", .params = layers, .make = [](const Params& p) {
         return sums_case(p, [](auto... x) { kernels::column_sums(x...); });
       }});
BENCH({.name = "core/column_sums/f32", .params = layers, .impl = "naive", .make = [](const Params& p) {
         return sums_case(p, naive_column_sums);
       }});

}  // namespace
