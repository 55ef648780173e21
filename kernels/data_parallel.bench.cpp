// A step of diffusion on a grid within the second-level cache and beyond it, and a sum, against plain loops.
#include <cmath>

#include "harness/bench/bench.h"
#include "kernels/buffers.h"
#include "kernels/reduce.h"
#include "kernels/stencil.h"

namespace {

using namespace bench;
using kernels::Buffer;

void naive_stencil(const float* x, float* y, std::size_t rows, std::size_t columns, float centre, float edge) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      const float* at = x + r * columns + c;
      const bool inside = r > 0 && r + 1 < rows && c > 0 && c + 1 < columns;
      const float around = inside ? (at[-std::ptrdiff_t(columns)] + at[columns]) + (at[-1] + at[1]) : 0;
      y[r * columns + c] = inside ? centre * at[0] + edge * around : at[0];
    }
  }
}
float naive_sum(const float* x, std::size_t n) {
  float sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += x[i];
  return sum;
}

template <class Step>
std::unique_ptr<Work> stencil_case(const Params& p, Step step) {
  struct Grids {
    Buffer x, y, want;
  };
  const auto n = std::size_t(p["n"]);
  auto g = std::make_shared<Grids>(Grids{{n * n, 0}, {n * n, 1}, {n * n, 2}});
  g->x.randomise(1);
  naive_stencil(g->x.data(), g->want.data(), n, n, 0.6f, 0.1f);
  return op([=] { step(g->x.data(), g->y.data(), n, n, 0.6f, 0.1f); })
      .bytes(8.0 * double(n * n))
      .items(double(n * n))
      .expect([=]() -> std::string {
        for (std::size_t i = 0; i < n * n; ++i) {
          if (g->y.data()[i] != g->want.data()[i]) return near(g->want.data()[i], 0)(g->y.data()[i]);
        }
        return "";
      });
}

template <class Sum>
std::unique_ptr<Work> sum_case(const Params& p, Sum sum) {
  const auto n = std::size_t(p["n"]);
  auto x = std::make_shared<Buffer>(n, 0);
  x->randomise(1, 0, 1);
  double want = 0;
  for (std::size_t i = 0; i < n; ++i) want += double(x->data()[i]);
  return op([=] { return sum(x->data(), n); }).bytes(4.0 * double(n)).items(double(n)).expect(near(want, 1e-3));
}

const std::vector<Params> grids = grid("n", {256, 1024}), sizes = grid("n", {16384});

BENCH({.name = "core/stencil/f32", .params = grids, .make = [](const Params& p) {
         return stencil_case(p, [](auto... x) { kernels::stencil5(x...); });
       }});
BENCH({.name = "core/stencil/f32", .params = grids, .impl = "naive", .make = [](const Params& p) {
         return stencil_case(p, naive_stencil);
       }});
BENCH({.name = "core/reduce_sum/f32", .params = sizes, .make = [](const Params& p) {
         return sum_case(p, [](auto... x) { return kernels::reduce_sum(x...); });
       }});
BENCH({.name = "core/reduce_sum/f32", .params = sizes, .impl = "naive", .make = [](const Params& p) {
         return sum_case(p, naive_sum);
       }});

}  // namespace
