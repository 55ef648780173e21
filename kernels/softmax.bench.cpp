// Softmax of a batch of 32 rows, ten wide as a classifier's last layer and a thousand wide, and its gradient.
#include "kernels/softmax.h"

#include <algorithm>
#include <cmath>

#include "harness/bench/bench.h"
#include "kernels/buffers.h"

namespace {

using namespace bench;
using kernels::Buffer;
constexpr std::size_t rows = 32;

void naive_softmax(const float* x, float* y, std::size_t height, std::size_t columns) {
  for (std::size_t r = 0; r < height; ++r, x += columns, y += columns) {
    const float top = *std::max_element(x, x + columns);
    float total = 0;
    for (std::size_t c = 0; c < columns; ++c) total += y[c] = std::exp(x[c] - top);
    for (std::size_t c = 0; c < columns; ++c) y[c] /= total;
  }
}
void naive_gradient(const float* y, float* gradient, std::size_t height, std::size_t columns) {
  for (std::size_t r = 0; r < height; ++r, y += columns, gradient += columns) {
    float total = 0;
    for (std::size_t c = 0; c < columns; ++c) total += gradient[c] * y[c];
    for (std::size_t c = 0; c < columns; ++c) gradient[c] = y[c] * (gradient[c] - total);
  }
}

struct Rows {
  explicit Rows(std::size_t columns) : x(rows * columns, 0), y(rows * columns, 1), gradient(rows * columns, 2) {
    x.randomise(1, -4, 4);
  }
  Buffer x, y, gradient;
};

template <class Softmax>
std::unique_ptr<Work> softmax_case(const Params& p, Softmax softmax) {
  const auto columns = std::size_t(p["columns"]);
  auto s = std::make_shared<Rows>(columns);
  return op([=] { softmax(s->x.data(), s->y.data(), rows, columns); })
      .bytes(8.0 * double(rows * columns))
      .items(double(rows * columns))
      .expect([=]() -> std::string {
        for (std::size_t r = 0; r < rows; ++r) {
          const float *x = s->x.data() + r * columns, *y = s->y.data() + r * columns;
          double total = 0;
          for (std::size_t c = 0; c < columns; ++c) total += std::exp(double(x[c]));
          for (std::size_t c = 0; c < columns; ++c) {
            if (const std::string wrong = near(std::exp(double(x[c])) / total, 1e-5)(y[c]); !wrong.empty())
              return wrong;
          }
        }
        return "";
      });
}

// It works in place, and again and again it would end at 0: each operation begins with a copy.
template <class Gradient>
std::unique_ptr<Work> gradient_case(const Params& p, Gradient gradient) {
  const auto columns = std::size_t(p["columns"]);
  auto s = std::make_shared<Rows>(columns);
  kernels::softmax(s->x.data(), s->y.data(), rows, columns);
  s->x.randomise(2);  // the gradient that comes in
  return op([=] {
           std::copy_n(s->x.data(), rows * columns, s->gradient.data());
           gradient(s->y.data(), s->gradient.data(), rows, columns);
         })
      .bytes(16.0 * double(rows * columns))
      .items(double(rows * columns))
      .expect([=]() -> std::string {
        for (std::size_t r = 0; r < rows; ++r) {
          const std::size_t at = r * columns;
          double total = 0;
          for (std::size_t c = at; c < at + columns; ++c) total += double(s->x.data()[c]) * s->y.data()[c];
          for (std::size_t c = at; c < at + columns; ++c) {
            const double want = s->y.data()[c] * (s->x.data()[c] - total), got = s->gradient.data()[c];
            if (!(std::abs(got - want) <= 1e-6 * s->y.data()[c])) return near(want, 0)(got);
          }
        }
        return "";
      });
}

const std::vector<Params> widths = grid("columns", {10, 1000});

BENCH({.name = "core/softmax/f32", .params = widths, .make = [](const Params& p) {
         return softmax_case(p, [](auto... x) { kernels::softmax(x...); });
       }});
BENCH({.name = "core/softmax/f32", .params = widths, .impl = "naive", .make = [](const Params& p) {
         return softmax_case(p, naive_softmax);
       }});
BENCH({.name = "core/softmax_gradient/f32", .params = widths, .make = [](const Params& p) {
         return gradient_case(p, [](auto... x) { kernels::softmax_gradient(x...); });
       }});
BENCH({.name = "core/softmax_gradient/f32", .params = widths, .impl = "naive", .make = [](const Params& p) {
         return gradient_case(p, naive_gradient);
       }});

}  // namespace
