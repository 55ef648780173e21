// Activations with bias, softmax, gradients, optimisers: each on every instruction set against double.
#include <Eigen/Dense>
#include <cmath>
#include <limits>

#include "kernels/activation.h"
#include "kernels/optimizer.h"
#include "kernels/softmax.h"
#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

constexpr Activation all_activations[] = {Activation::identity, Activation::relu, Activation::sigmoid,
                                          Activation::tanh};

double activated(double x, Activation a) {
  switch (a) {
    case Activation::identity:
      return x;
    case Activation::relu:
      return x > 0 ? x : 0;
    case Activation::sigmoid:
      return 1 / (1 + std::exp(-x));
    case Activation::tanh:
      return std::tanh(x);
  }
  return 0;
}

double relative(double got, double want) { return std::abs(got - want) / std::max(std::abs(want), 1e-30); }

TEST(BiasActivation, AgreesWithDoubleForAnyWidthAndWritesNothingElse) {
  for_each_isa([](Isa isa) {
    for (const Activation activation : all_activations) {
      for (const std::size_t columns : awkward_sizes) {
        const std::size_t rows = 3, stride = columns + 2;
        const auto x = random_floats(rows * stride, 1, -5, 5), bias = random_floats(columns, 2);
        std::vector<float> y(rows * stride, 42.0f);
        bias_activation[isa](x.data(), bias.data(), y.data(), rows, columns, stride, activation);
        for (std::size_t r = 0; r < rows; ++r) {
          for (std::size_t c = 0; c < columns; ++c) {
            const float sum = x[r * stride + c] + bias[c];
            ASSERT_LE(relative(y[r * stride + c], activated(sum, activation)), 4e-7) << columns << " " << c;
          }
          for (std::size_t c = columns; c < stride; ++c) ASSERT_EQ(y[r * stride + c], 42.0f);
        }
      }
    }
  });
}

TEST(ActivationGradient, IsWithinItsStatedErrorOfTheFormula) {
  for_each_isa([](Isa isa) {
    for (const std::size_t n : awkward_sizes) {
      const auto y = random_floats(n, 1, 0, 1), before = random_floats(n, 2);
      for (const Activation activation : all_activations) {
        auto g = before;
        activation_gradient[isa](y.data(), g.data(), n, activation);
        for (std::size_t i = 0; i < n; ++i) {
          const double v = y[i], want = activation == Activation::relu      ? (v > 0 ? 1.0 : 0.0)
                                        : activation == Activation::sigmoid ? v * (1 - v)
                                        : activation == Activation::tanh    ? (1 - v) * (1 + v)
                                                                            : 1.0;
          ASSERT_LE(relative(g[i], want * before[i]), 2.5 * 0x1p-23) << n << " " << i;
        }
      }
    }
  });
}

// The derivative by finite differences of the activation itself, not of the formula.
TEST(ActivationGradient, AgreesWithFiniteDifferences) {
  for (const Activation activation : {Activation::relu, Activation::sigmoid, Activation::tanh}) {
    for (const double x : {-3.0, -0.4, 0.3, 2.0}) {
      const float y = float(activated(x, activation));
      float g = 1;
      activation_gradient(&y, &g, 1, activation);
      EXPECT_NEAR(g, (activated(x + 1e-5, activation) - activated(x - 1e-5, activation)) / 2e-5, 1e-6);
    }
  }
}

TEST(Softmax, AgreesWithDoubleAndHandlesTheExtremes) {
  constexpr float inf = std::numeric_limits<float>::infinity();
  for_each_isa([](Isa isa) {
    for (const std::size_t columns : awkward_sizes) {
      const auto x = random_floats(2 * columns, 1, -20, 20);
      std::vector<float> y(2 * columns + 1, 42.0f);
      softmax[isa](x.data(), y.data(), 2, columns);
      EXPECT_EQ(y[2 * columns], 42.0f);
      for (std::size_t r = 0; r < 2; ++r) {
        double total = 0, top = -1e9;
        for (std::size_t c = 0; c < columns; ++c) top = std::max(top, double(x[r * columns + c]));
        for (std::size_t c = 0; c < columns; ++c) total += std::exp(x[r * columns + c] - top);
        for (std::size_t c = 0; c < columns; ++c) {
          const double want = std::exp(x[r * columns + c] - top) / total;
          const double ulps = 4 + double(columns) / 64 + (top - x[r * columns + c]);
          ASSERT_LE(relative(y[r * columns + c], want), ulps * 0x1p-23) << columns << " " << c;
        }
      }
    }
    std::vector<float> x = {1000, 999, -inf, -1000}, y(4);
    softmax[isa](x.data(), y.data(), 1, 4);
    EXPECT_NEAR(y[0], 1 / (1 + std::exp(-1.0)), 1e-6);
    EXPECT_EQ(y[2], 0.0f);
    EXPECT_EQ(y[3], 0.0f);
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), inf}) {
      x[1] = bad;
      softmax[isa](x.data(), y.data(), 1, 4);
      EXPECT_TRUE(std::isnan(y[0]) || std::isnan(y[1])) << bad;
    }
  });
}

TEST(Softmax, GradientAgreesWithFiniteDifferences) {
  for_each_isa([](Isa isa) {
    for (const std::size_t n : Sizes{1, 2, 10, 17, 37}) {
      const auto x = random_floats(n, 1, -2, 2), weight = random_floats(n, 2);
      const auto weighted = [&](std::size_t moved, double by) {  // the sum of weight * softmax(x)
        double total = 0, result = 0;
        for (std::size_t i = 0; i < n; ++i) total += std::exp(x[i] + (i == moved ? by : 0));
        for (std::size_t i = 0; i < n; ++i) result += weight[i] * std::exp(x[i] + (i == moved ? by : 0)) / total;
        return result;
      };
      std::vector<float> y(n), g = weight;
      softmax[isa](x.data(), y.data(), 1, n);
      softmax_gradient[isa](y.data(), g.data(), 1, n);
      for (std::size_t i = 0; i < n; ++i) {
        EXPECT_NEAR(g[i], (weighted(i, 1e-5) - weighted(i, -1e-5)) / 2e-5, 1e-6) << n << " " << i;
      }
    }
  });
}

TEST(Softmax, OfNoColumnsReadsAndWritesNothing) {
  for_each_isa([](Isa isa) {
    softmax[isa](nullptr, nullptr, 8, 0);
    softmax_gradient[isa](nullptr, nullptr, 8, 0);
  });
}

// Rows that may be worked on side by side, some more than fill the lanes; in place, and nothing written behind them.
TEST(Softmax, NarrowRowsAndTheirGradientsAgreeWithDouble) {
  for_each_isa([](Isa isa) {
    for (std::size_t columns = 1; columns <= 34; ++columns) {
      for (const std::size_t rows : {1, 4, 5, 16, 19, 37}) {
        auto x = random_floats(rows * columns + 1, 1, -20, 20);
        x[rows * columns] = 42.0f;
        const std::size_t broken = rows / 2;  // one row of NaN spoils no other
        std::fill_n(x.begin() + std::ptrdiff_t(broken * columns), columns, std::numeric_limits<float>::quiet_NaN());
        auto y = x;
        softmax[isa](y.data(), y.data(), rows, columns);
        auto g = random_floats(rows * columns + 1, 2);
        const auto before = g;
        softmax_gradient[isa](y.data(), g.data(), rows, columns);
        ASSERT_EQ(y[rows * columns], 42.0f);
        ASSERT_EQ(g[rows * columns], before[rows * columns]);
        for (std::size_t r = 0; r < rows; ++r) {
          const std::size_t at = r * columns;
          double total = 0, inner = 0, top = -1e9;
          for (std::size_t c = at; c < at + columns; ++c) top = std::max(top, double(x[c]));
          for (std::size_t c = at; c < at + columns; ++c) total += std::exp(x[c] - top);
          for (std::size_t c = at; c < at + columns; ++c) inner += double(y[c]) * before[c];
          for (std::size_t c = at; c < at + columns; ++c) {
            if (r == broken) {
              ASSERT_TRUE(std::isnan(y[c]) && std::isnan(g[c])) << columns << " " << rows;
              continue;
            }
            const double ulps = 4 + double(columns) / 64 + (top - x[c]);
            ASSERT_LE(relative(y[c], std::exp(x[c] - top) / total), ulps * 0x1p-23) << columns << " " << rows;
            ASSERT_NEAR(g[c], y[c] * (before[c] - inner), 1e-6 * y[c]) << columns << " " << rows;
          }
        }
      }
    }
  });
}

TEST(ColumnSums, AgreeWithDouble) {
  for_each_isa([](Isa isa) {
    for (const std::size_t columns : awkward_sizes) {
      const auto x = random_floats(5 * (columns + 1), 1);
      std::vector<float> sums(columns + 1, 42.0f);
      column_sums[isa](x.data(), sums.data(), 5, columns, columns + 1);
      EXPECT_EQ(sums[columns], 42.0f);
      for (std::size_t c = 0; c < columns; ++c) {
        double want = 0;
        for (std::size_t r = 0; r < 5; ++r) want += x[r * (columns + 1) + c];
        ASSERT_NEAR(sums[c], want, 1e-6);
      }
    }
  });
}

TEST(Optimisers, AxpyMomentumAndAdamAgreeWithDouble) {
  for_each_isa([](Isa isa) {
    for (const std::size_t n : awkward_sizes) {
      const auto g = random_floats(n + 1, 1), w0 = random_floats(n + 1, 2), m0 = random_floats(n + 1, 3),
                 v0 = random_floats(n + 1, 4, 0, 1);
      auto w = w0;
      axpy[isa](-0.25f, g.data(), w.data(), n);
      for (std::size_t i = 0; i < n; ++i) ASSERT_NEAR(w[i], w0[i] - 0.25 * g[i], 2e-7);
      EXPECT_EQ(w[n], w0[n]);

      w = w0;
      auto m = m0;
      momentum_step[isa]({.rate = 0.1f, .momentum = 0.9f}, g.data(), m.data(), w.data(), n);
      for (std::size_t i = 0; i < n; ++i) {
        ASSERT_NEAR(m[i], 0.9f * double(m0[i]) + g[i], 3e-7);
        ASSERT_NEAR(w[i], w0[i] - 0.1f * (0.9f * double(m0[i]) + g[i]), 3e-7);
      }
      EXPECT_EQ(m[n], m0[n]);

      w = w0;
      m = m0;
      auto v = v0;
      const Adam how = {.rate = 0.01f, .step = 3};
      adam_step[isa](how, g.data(), m.data(), v.data(), w.data(), n);
      for (std::size_t i = 0; i < n; ++i) {
        const double b1 = how.b1, b2 = how.b2, mm = b1 * m0[i] + (1 - b1) * g[i],
                     vv = b2 * v0[i] + (1 - b2) * g[i] * g[i];
        const double want =
            w0[i] - how.rate * (mm / (1 - b1 * b1 * b1)) / (std::sqrt(vv / (1 - b2 * b2 * b2)) + how.epsilon);
        ASSERT_NEAR(w[i], want, 1e-4 * std::abs(want - w0[i]) + 2e-7) << n << " " << i;
      }
      EXPECT_EQ(v[n], v0[n]);
      EXPECT_EQ(w[n], w0[n]);
    }
  });
}

TEST(Norm, AgreesWithDoubleWhateverTheScaleAndSize) {
  const auto many = random_floats(1000003, 2);
  double squares = 0;
  for (const float v : many) squares += double(v) * v;
  for_each_isa([&](Isa isa) {
    EXPECT_LE(relative(norm[isa](many.data(), many.size()), std::sqrt(squares)), 1e-6);
    for (const float scale : {1.0f, 1e-38f, 1e-25f, 1e30f}) {
      for (const std::size_t n : awkward_sizes) {
        auto x = random_floats(n, 1);
        double want = 0;
        for (float& v : x) v *= scale, want += double(v) * v;
        ASSERT_LE(relative(norm[isa](x.data(), n), std::sqrt(want)), n == 0 ? 0 : 1e-6) << scale << " " << n;
      }
    }
    const float bad[] = {1, std::numeric_limits<float>::quiet_NaN()},
                large[] = {std::numeric_limits<float>::infinity(), 1};
    EXPECT_TRUE(std::isnan(norm[isa](bad, 2)));
    EXPECT_TRUE(std::isinf(norm[isa](large, 2)));
  });
}

}  // namespace
}  // namespace kernels
