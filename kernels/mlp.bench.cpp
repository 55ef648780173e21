// Networks of the strategy's shapes: the forward pass with packed weights, the same on the general path (weights packed
// anew, bias and activation in passes of their own), image by image without batches, and that with scalar activations,
// too; a training step; bias with activation alone.
#include "kernels/mlp.h"

#include <algorithm>
#include <utility>

#include "kernels/elementwise.cases.h"
#include "kernels/mlp.cases.h"
#include "kernels/naive.h"
#include "kernels/relu.h"
#include "kernels/softmax.h"
#include "kernels/tanh.h"

namespace {

using namespace bench;
using kernels::Activation;
using kernels::Mlp;

// Right is what the general path gives.
struct Forward {
  Forward(const std::vector<std::size_t>& widths, std::size_t batch)
      : images(batch), net(widths, batch, Activation::relu, 1), shape(widths) {
    for (std::size_t i = 1; i < shape.size(); ++i) values.emplace_back(batch * shape[i]);
    for (std::size_t l = 0; l < net.layers(); ++l) net.bias(l).assign(net.bias(l).size(), 0.01f);
  }
  const float* general() {
    const std::size_t batch = images.labels.size();
    const float* in = images.x.data();
    for (std::size_t l = 0; l < net.layers(); ++l) {
      const std::size_t k = shape[l], n = shape[l + 1];
      float* y = values[l].data();
      kernels::gemm({batch, n, k, in, k, std::as_const(net).weights(l).data(), n, y, n});
      for (std::size_t r = 0; r < batch; ++r) kernels::axpy(1, net.bias(l).data(), y + r * n, n);
      if (l + 1 < net.layers()) kernels::relu(y, y, batch * n);
      in = y;
    }
    kernels::softmax(in, values.back().data(), batch, shape.back());
    return values.back().data();
  }
  std::string wrong(const float* got) {
    if (!net.is_packed()) return "the weights are not packed";
    const float* want = general();
    for (std::size_t i = 0; i < images.labels.size() * shape.back(); ++i) {
      if (!(std::abs(got[i] - want[i]) <= 1e-5f)) return near(want[i], 0)(got[i]);
    }
    return "";
  }
  cases::Images images;
  Mlp net;
  std::vector<std::size_t> shape;
  std::vector<std::vector<float>> values;
  std::vector<float> results;  // of images that go through one at a time
};

template <bool packed>
std::unique_ptr<Work> forward_case(const std::vector<std::size_t>& widths, const Params& p) {
  const auto batch = std::size_t(p["batch"]);
  auto s = std::make_shared<Forward>(widths, batch);
  s->net.pack();
  if (packed) {
    return op([s, batch] { return s->net.forward(s->images.x.data(), batch); })
        .items(double(batch))
        .expect([s](const float* got) { return s->wrong(got); });
  }
  return op([s] { return s->general(); }).items(double(batch)).expect([s, batch](const float* got) {
    const std::vector<float> kept(got, got + batch * s->shape.back());
    const float* want = s->net.forward(s->images.x.data(), batch);
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (!(std::abs(kept[i] - want[i]) <= 1e-5f)) return near(want[i], 0)(kept[i]);
    }
    return std::string();
  });
}

// The same images without batches, each on its own: what is left of the method when batches are off.
std::unique_ptr<Work> single_case(const std::vector<std::size_t>& widths, const Params& p) {
  const auto batch = std::size_t(p["batch"]);
  auto s = std::make_shared<Forward>(widths, batch);
  s->net.pack();
  s->results.resize(batch * widths.back());
  return op([s, batch, in = widths.front(), out = widths.back()] {
           for (std::size_t r = 0; r < batch; ++r)
             std::copy_n(s->net.forward(s->images.x.data() + r * in, 1), out, s->results.data() + r * out);
           return static_cast<const float*>(s->results.data());
         })
      .items(double(batch))
      .expect([s](const float* got) { return s->wrong(got); });
}

// The method "SIMD activation + batches" off and nothing else: image by image, bias, activation and softmax of the
// scalar pass between products that are the lane's own, of packed weights.
struct ScalarActivation : Forward {
  ScalarActivation(const std::vector<std::size_t>& widths, std::size_t batch) : Forward(widths, batch) {
    for (std::size_t l = 0; l < net.layers(); ++l) {
      const float* weights = std::as_const(net).weights(l).data();
      packed.push_back(std::make_unique<kernels::PackedMatrix>(weights, shape[l + 1], shape[l], shape[l + 1]));
    }
    net.pack();
    results.resize(batch * shape.back());
  }
  const float* run() {
    constexpr auto scalar = kernels::Isa::scalar;
    for (std::size_t r = 0; r < images.labels.size(); ++r) {
      const float* in = images.x.data() + r * shape.front();
      for (std::size_t l = 0; l < net.layers(); ++l) {
        const std::size_t k = shape[l], n = shape[l + 1];
        float* y = values[l].data();
        kernels::gemm({.m = 1,
                       .n = n,
                       .k = k,
                       .a = in,
                       .a_stride = k,
                       .b = std::as_const(net).weights(l).data(),
                       .b_stride = n,
                       .c = y,
                       .c_stride = n,
                       .packed = packed[l].get()});
        const bool last = l + 1 == net.layers();
        kernels::bias_activation[scalar](y, net.bias(l).data(), y, 1, n, n,
                                         last ? Activation::identity : Activation::relu);
        if (last) kernels::softmax[scalar](y, y, 1, n);
        in = y;
      }
      std::copy_n(in, shape.back(), results.data() + r * shape.back());
    }
    return results.data();
  }
  std::vector<std::unique_ptr<kernels::PackedMatrix>> packed;
};

std::unique_ptr<Work> scalar_activation_case(const std::vector<std::size_t>& widths, const Params& p) {
  auto s = std::make_shared<ScalarActivation>(widths, std::size_t(p["batch"]));
  return op([s] { return s->run(); }).items(double(p["batch"])).expect([s](const float* got) { return s->wrong(got); });
}

BENCH({.name = "core/mlp_forward/784_256_128_10",
       .version = 2,
       .params = grid("batch", {1, 32}),
       .tags = {"gate"},
       .make = [](const Params& p) { return forward_case<true>(cases::small_net, p); }});
BENCH({.name = "core/mlp_forward/784_512_256_10",
       .version = 2,
       .params = grid("batch", {1, 32}),
       .make = [](const Params& p) { return forward_case<true>(cases::large_net, p); }});
BENCH({.name = "core/mlp_forward/784_256_128_10",
       .version = 2,
       .params = grid("batch", {1, 32}),
       .impl = "general",
       .make = [](const Params& p) { return forward_case<false>(cases::small_net, p); }});
BENCH({.name = "core/mlp_forward/784_512_256_10",
       .version = 2,
       .params = grid("batch", {1, 32}),
       .impl = "general",
       .make = [](const Params& p) { return forward_case<false>(cases::large_net, p); }});

BENCH({.name = "core/mlp_forward/784_256_128_10",
       .version = 2,
       .params = grid("batch", {32}),
       .impl = "single",
       .make = [](const Params& p) { return single_case(cases::small_net, p); }});
BENCH({.name = "core/mlp_forward/784_256_128_10",
       .version = 2,
       .params = grid("batch", {32}),
       .impl = "scalar_activation",
       .make = [](const Params& p) { return scalar_activation_case(cases::small_net, p); }});

BENCH({.name = "core/mlp_training/784_512_256_10", .params = grid("batch", {1, 32}), .make = [](const Params& p) {
         const auto batch = std::size_t(p["batch"]);
         auto net = std::make_shared<Mlp>(cases::large_net, batch, Activation::relu, 1);
         return cases::training_case(batch, [net, batch](cases::Images& s) {
           return net->train(s.x.data(), s.labels.data(), batch, {.rate = 0.01f});
         });
       }});

BENCH({.name = "core/bias_tanh/f32", .params = grid("n", {1000}), .make = [](const Params& p) {
         return cases::bias_case(p, cases::tanh_of, [](cases::Biased& s) {
           kernels::bias_activation(s.x.data(), s.bias.data(), s.y.data(), s.n, s.n, s.n, Activation::tanh);
         });
       }});
BENCH({.name = "core/bias_relu/f32", .params = grid("n", {1000}), .make = [](const Params& p) {
         return cases::bias_case(p, cases::relu_of, [](cases::Biased& s) {
           kernels::bias_activation(s.x.data(), s.bias.data(), s.y.data(), s.n, s.n, s.n, Activation::relu);
         });
       }});

}  // namespace
