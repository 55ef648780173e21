#include "kernels/mlp.h"

#include <cmath>

#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

// A forward pass in double, written another way.
double loss_in_double(Mlp& net, const std::vector<std::size_t>& widths, Activation hidden, const std::vector<float>& x,
                      const std::vector<std::uint32_t>& labels) {
  double loss = 0;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    std::vector<double> value(x.begin() + std::ptrdiff_t(row * widths[0]),
                              x.begin() + std::ptrdiff_t((row + 1) * widths[0]));
    for (std::size_t l = 0; l < net.layers(); ++l) {
      std::vector<double> next(widths[l + 1]);
      for (std::size_t o = 0; o < next.size(); ++o) {
        next[o] = net.bias(l)[o];
        for (std::size_t i = 0; i < value.size(); ++i) next[o] += value[i] * net.weights(l)[i * next.size() + o];
        if (l + 1 < net.layers()) {
          next[o] = hidden == Activation::relu   ? std::max(next[o], 0.0)
                    : hidden == Activation::tanh ? std::tanh(next[o])
                                                 : 1 / (1 + std::exp(-next[o]));
        }
      }
      value = next;
    }
    double total = 0;
    for (double v : value) total += std::exp(v);
    loss -= (value[labels[row]] - std::log(total)) / double(labels.size());
  }
  return loss;
}

TEST(Mlp, GradientsAgreeWithFiniteDifferencesOnEveryIsa) {
  const std::vector<std::size_t> widths = {7, 19, 5, 3};
  const auto x = random_floats(4 * 7, 1);
  const std::vector<std::uint32_t> labels = {0, 2, 1, 2};
  for_each_isa([&](Isa isa) {
    ASSERT_TRUE(force(name(isa)));
    for (const Activation hidden : {Activation::relu, Activation::sigmoid, Activation::tanh}) {
      Mlp net(widths, 4, hidden, 1);
      for (std::size_t l = 0; l < net.layers(); ++l) {
        for (float& b : net.bias(l)) b = 0.1f;
      }
      EXPECT_NEAR(net.backward(x.data(), labels.data(), 4), loss_in_double(net, widths, hidden, x, labels), 1e-6);
      const auto check = [&](float& parameter, float gradient) {
        const float before = parameter;
        parameter = before + 1e-3f;
        const double step = double(parameter);
        const double up = loss_in_double(net, widths, hidden, x, labels);
        parameter = before - 1e-3f;
        const double down = loss_in_double(net, widths, hidden, x, labels);
        EXPECT_NEAR(gradient, (up - down) / (step - parameter), 2e-5);
        parameter = before;
      };
      for (std::size_t l = 0; l < net.layers(); ++l) {
        for (std::size_t i = 0; i < net.weights(l).size(); i += 3) check(net.weights(l)[i], net.weights_gradient(l)[i]);
        for (std::size_t i = 0; i < net.bias(l).size(); ++i) check(net.bias(l)[i], net.bias_gradient(l)[i]);
      }
    }
  });
  ASSERT_TRUE(force(name(best())));
}

TEST(Mlp, PackedWeightsAndAnyBatchGiveTheSameProbabilities) {
  for_each_isa([](Isa isa) {
    ASSERT_TRUE(force(name(isa)));
    Mlp net({784, 256, 128, 10}, 33, Activation::relu, 2);
    const auto x = random_floats(33 * 784, 3);
    const float* p = net.forward(x.data(), 33);
    const std::vector<float> all(p, p + 33 * 10);
    net.pack();
    for (const std::size_t batch : {1, 2, 32, 33}) {
      const float* q = net.forward(x.data(), batch);
      for (std::size_t i = 0; i < batch * 10; ++i) ASSERT_NEAR(q[i], all[i], 1e-5) << batch << " " << i;
    }
    net.unpack();
    const float* unpacked = net.forward(x.data(), 33);
    ASSERT_TRUE(std::equal(all.begin(), all.end(), unpacked));
    net.pack();
    ASSERT_TRUE(net.is_packed());
    std::as_const(net).weights(0);
    ASSERT_TRUE(net.is_packed()) << "who only reads takes nothing away";
    // A weight that changes after packing must not be overlooked.
    net.weights(0)[0] += 10;
    ASSERT_FALSE(net.is_packed());
    const float* changed = net.forward(x.data(), 33);
    double moved = 0;
    for (std::size_t i = 0; i < 330; ++i) moved += std::abs(changed[i] - all[i]);
    EXPECT_GT(moved, 1e-3);
  });
  ASSERT_TRUE(force(name(best())));
}

// Three noisy clusters on a circle are learnt by every rule to a loss that only a working gradient reaches.
TEST(Mlp, LearnsToAKnownLossByEveryRule) {
  for (const Optimizer& rule : {Optimizer{.rate = 0.5f}, Optimizer{.rate = 0.1f, .rule = Optimizer::Rule::momentum},
                                Optimizer{.rate = 0.01f, .rule = Optimizer::Rule::adam}}) {
    Mlp net({2, 16, 3}, 30, Activation::tanh, 5);
    auto x = random_floats(60, 6, -0.3f, 0.3f);
    std::vector<std::uint32_t> labels(30);
    for (std::uint32_t i = 0; i < 30; ++i) {
      labels[i] = i % 3;
      x[2 * i] += std::cos(2.1f * float(labels[i]));
      x[2 * i + 1] += std::sin(2.1f * float(labels[i]));
    }
    const float first = net.train(x.data(), labels.data(), 30, rule);
    float loss = first;
    for (int step = 0; step < 300; ++step) loss = net.train(x.data(), labels.data(), 30, rule);
    EXPECT_GT(first, 0.5f);
    EXPECT_LT(loss, 0.03f) << int(rule.rule);
  }
}

TEST(Mlp, DescentInPlaceIsDescentByGradients) {
  Mlp a({20, 30, 4}, 8, Activation::relu, 7), b({20, 30, 4}, 8, Activation::relu, 7);
  const auto x = random_floats(160, 8);
  const std::vector<std::uint32_t> labels = {0, 1, 2, 3, 0, 1, 2, 3};
  a.train(x.data(), labels.data(), 8, {.rate = 0.1f});
  b.backward(x.data(), labels.data(), 8);
  b.apply({.rate = 0.1f});
  for (std::size_t l = 0; l < 2; ++l) {
    for (std::size_t i = 0; i < a.weights(l).size(); ++i) ASSERT_NEAR(a.weights(l)[i], b.weights(l)[i], 1e-6);
    for (std::size_t i = 0; i < a.bias(l).size(); ++i) ASSERT_NEAR(a.bias(l)[i], b.bias(l)[i], 1e-6);
  }
}

TEST(Mlp, MistakesEndTheProgram) {
  EXPECT_DEATH(Mlp({4}, 1, Activation::relu, 1), "at least the widths of input and output");
  EXPECT_DEATH(Mlp({4, 0}, 1, Activation::relu, 1), "a layer has at least one value");
  EXPECT_DEATH(Mlp({SIZE_MAX / 2, 4}, 1, Activation::relu, 1), "exceeds the address space");
  Mlp net({2, 2}, 1, Activation::relu, 1);
  const float x[4] = {};
  const std::uint32_t label = 2;
  EXPECT_DEATH(net.forward(x, 2), "more rows than batch_max");
  EXPECT_DEATH(net.backward(x, &label, 1), "a label is not below the number of outputs");
}

}  // namespace
}  // namespace kernels
