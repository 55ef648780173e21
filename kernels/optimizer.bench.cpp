// Steps of the optimisers and what they are made of: weights of a small layer, which fit a first-level cache, and a
// million, which do not. A step changes its weights, so steps are chosen that lead back to where they began: whatever
// the count of them, the right result is known.
#include "kernels/optimizer.h"

#include <cmath>

#include "harness/bench/bench.h"
#include "kernels/buffers.h"

namespace {

using namespace bench;
using kernels::Buffer;

void naive_axpy(float alpha, const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] += alpha * x[i];
}
float naive_norm(const float* x, std::size_t n) {
  float total = 0;
  for (std::size_t i = 0; i < n; ++i) total += x[i] * x[i];
  return std::sqrt(total);
}
void naive_momentum(const kernels::Momentum& how, const float* gradient, float* velocity, float* weights,
                    std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    velocity[i] = how.momentum * velocity[i] + gradient[i];
    weights[i] -= how.rate * velocity[i];
  }
}
void naive_adam(const kernels::Adam& how, const float* gradient, float* first, float* second, float* weights,
                std::size_t n) {
  const float first_part = 1 - std::pow(how.b1, float(how.step)), second_part = 1 - std::pow(how.b2, float(how.step));
  for (std::size_t i = 0; i < n; ++i) {
    first[i] = how.b1 * first[i] + (1 - how.b1) * gradient[i];
    second[i] = how.b2 * second[i] + (1 - how.b2) * gradient[i] * gradient[i];
    weights[i] -= how.rate * (first[i] / first_part) / (std::sqrt(second[i] / second_part) + how.epsilon);
  }
}

struct Layer {
  explicit Layer(std::size_t n) : gradient(n, 0), weights(n, 1), before(n, 2), first(n, 3), second(n, 4) {
    // Multiples of 2^-10: what is added to them and taken off again leaves them as they were.
    for (Buffer* b : {&gradient, &weights, &first}) {
      b->randomise(std::uint64_t(b - &gradient + 1));
      for (std::size_t i = 0; i < n; ++i) b->data()[i] = std::nearbyint(b->data()[i] * 1024) / 1024;
    }
    std::copy_n(weights.data(), n, before.data());
  }
  // Whether every weight is where `moved(i)` says, seen from where it began.
  template <class Moved>
  std::string wrong(Moved moved, double tolerance) const {
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double want = double(before.data()[i]) + moved(i);
      if (!(std::abs(weights.data()[i] - want) <= tolerance))
        return "weight " + std::to_string(i) + ": " + near(want, 0)(weights.data()[i]);
    }
    return "";
  }
  Buffer gradient, weights, before, first, second;
  std::int64_t steps = 0;
};

// y + x / 2, then y again.
template <class Axpy>
std::unique_ptr<Work> axpy_case(const Params& p, Axpy axpy) {
  const auto n = std::size_t(p["n"]);
  auto s = std::make_shared<Layer>(n);
  return op([=] { axpy(s->steps++ % 2 == 0 ? 0.5f : -0.5f, s->gradient.data(), s->weights.data(), n); })
      .bytes(12.0 * double(n))
      .items(double(n))
      .expect([=] {
        return s->wrong([&](std::size_t i) { return double(s->steps % 2) * 0.5 * s->gradient.data()[i]; }, 0);
      });
}

template <class Norm>
std::unique_ptr<Work> norm_case(const Params& p, Norm norm, double tolerance) {
  const auto n = std::size_t(p["n"]);
  auto x = std::make_shared<Buffer>(n, 0);
  x->randomise(1);
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) total += double(x->data()[i]) * x->data()[i];
  return op([=] { return norm(x->data(), n); })
      .bytes(4.0 * double(n))
      .items(double(n))
      .expect(near(std::sqrt(total), tolerance));
}

// With a momentum of -1 the velocity is v, g - v, v, g - v; two steps forward, then two back.
template <class Step>
std::unique_ptr<Work> momentum_case(const Params& p, Step step) {
  const auto n = std::size_t(p["n"]);
  auto s = std::make_shared<Layer>(n);
  return op([=] {
           const kernels::Momentum how = {.rate = s->steps++ % 4 < 2 ? 0.5f : -0.5f, .momentum = -1};
           step(how, s->gradient.data(), s->first.data(), s->weights.data(), n);
         })
      .bytes(20.0 * double(n))
      .items(double(n))
      .expect([=] {
        const auto turn = s->steps % 4;
        return s->wrong(
            [&](std::size_t i) {
              const double g = s->gradient.data()[i], v = s->first.data()[i], other = g - v;  // after this turn
              return turn == 0 ? 0 : turn == 1 ? -0.5 * v : turn == 2 ? -0.5 * g : -0.5 * other;
            },
            0);
      });
}

// With both averages where they settle, g and g^2, a step is the rate times nearly the sign of g, and then back.
template <class Step>
std::unique_ptr<Work> adam_case(const Params& p, Step step) {
  const auto n = std::size_t(p["n"]);
  auto s = std::make_shared<Layer>(n);
  for (std::size_t i = 0; i < n; ++i) {
    const float g = s->gradient.data()[i];
    s->first.data()[i] = g;
    s->second.data()[i] = g * g;
  }
  const kernels::Adam forward = {.step = 10};
  const double first_part = 1 - std::pow(double(forward.b1), 10), second_part = 1 - std::pow(double(forward.b2), 10);
  return op([=] {
           kernels::Adam how = forward;
           if (s->steps++ % 2 == 1) how.rate = -how.rate;
           step(how, s->gradient.data(), s->first.data(), s->second.data(), s->weights.data(), n);
         })
      .bytes(28.0 * double(n))
      .items(double(n))
      .expect([=] {
        return s->wrong(
            [&](std::size_t i) {
              const double g = s->gradient.data()[i];
              return -double(s->steps % 2) * forward.rate * (g / first_part) /
                     (std::sqrt(g * g / second_part) + forward.epsilon);
            },
            1e-5);
      });
}

const std::vector<Params> sizes = grid("n", {2048, 1000000}), small = grid("n", {2048});

BENCH({.name = "core/axpy/f32", .params = sizes, .make = [](const Params& p) {
         return axpy_case(p, [](auto... x) { kernels::axpy(x...); });
       }});
BENCH({.name = "core/axpy/f32", .params = small, .impl = "naive", .make = [](const Params& p) {
         return axpy_case(p, naive_axpy);
       }});
BENCH({.name = "core/norm/f32", .params = sizes, .make = [](const Params& p) {
         return norm_case(
             p, [](auto... x) { return kernels::norm(x...); }, 1e-6);
       }});
BENCH({.name = "core/norm/f32", .params = small, .impl = "naive", .make = [](const Params& p) {
         return norm_case(p, naive_norm, 1e-4);
       }});
BENCH({.name = "core/momentum/f32", .params = sizes, .make = [](const Params& p) {
         return momentum_case(p, [](auto... x) { kernels::momentum_step(x...); });
       }});
BENCH({.name = "core/momentum/f32", .params = small, .impl = "naive", .make = [](const Params& p) {
         return momentum_case(p, naive_momentum);
       }});
BENCH({.name = "core/adam/f32", .params = sizes, .make = [](const Params& p) {
         return adam_case(p, [](auto... x) { kernels::adam_step(x...); });
       }});
BENCH({.name = "core/adam/f32", .params = small, .impl = "naive", .make = [](const Params& p) {
         return adam_case(p, naive_adam);
       }});

}  // namespace
