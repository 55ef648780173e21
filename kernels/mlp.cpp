#include "kernels/mlp.h"

#include <algorithm>
#include <cmath>

#include "kernels/check.h"
#include "kernels/softmax.h"

namespace kernels {

struct Mlp::Layer {
  Layer(std::size_t in, std::size_t out, std::size_t batch)
      : inputs(in),
        outputs(out),
        weights(in * out),
        bias(out),
        weights_gradient(in * out),
        bias_gradient(out),
        values(batch * out),
        gradient(batch * out) {}
  std::size_t inputs, outputs;
  std::vector<float> weights, bias, weights_gradient, bias_gradient;
  std::vector<float> values, gradient;  // of the last batch: after the activation; of the loss by the sums
  std::vector<float> memory[2][2];      // of the optimiser: first and second, of weights and bias
  std::unique_ptr<PackedMatrix> packed;
  bool packed_is_current = false;
};

Mlp::Mlp(std::vector<std::size_t> widths, std::size_t batch_max, Activation hidden, std::uint64_t seed)
    : batch_max_(batch_max), hidden_(hidden) {
  KERNEL_CHECK(widths.size() >= 2, "Mlp: give at least the widths of input and output");
  KERNEL_CHECK(batch_max >= 1, "Mlp: a batch has at least one row");
  std::uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    std::size_t floats = 0;
    KERNEL_CHECK(widths[i] >= 1 && widths[i + 1] >= 1, "Mlp: a layer has at least one value");
    KERNEL_CHECK(!__builtin_mul_overflow(widths[i], widths[i + 1], &floats) && floats < PTRDIFF_MAX / 16 &&
                     !__builtin_mul_overflow(batch_max, widths[i + 1], &floats) && floats < PTRDIFF_MAX / 16,
                 "Mlp: a layer exceeds the address space");
    layers_.push_back(std::make_unique<Layer>(widths[i], widths[i + 1], batch_max));
    const float scale = std::sqrt(6.0f / float(widths[i]));
    for (float& w : layers_.back()->weights) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      w = scale * (float(state >> 40) * 0x1p-23f - 1.0f);
    }
  }
}

Mlp::~Mlp() = default;

std::vector<float>& Mlp::weights(std::size_t layer) {
  layers_[layer]->packed_is_current = false;
  return layers_[layer]->weights;
}
const std::vector<float>& Mlp::weights(std::size_t layer) const { return layers_[layer]->weights; }
std::vector<float>& Mlp::bias(std::size_t layer) { return layers_[layer]->bias; }
const std::vector<float>& Mlp::weights_gradient(std::size_t layer) const { return layers_[layer]->weights_gradient; }
const std::vector<float>& Mlp::bias_gradient(std::size_t layer) const { return layers_[layer]->bias_gradient; }

const float* Mlp::input_of(std::size_t layer, const float* x) const {
  return layer == 0 ? x : layers_[layer - 1]->values.data();
}

void Mlp::unpack() {
  for (auto& layer : layers_) {
    layer->packed.reset();
    layer->packed_is_current = false;
  }
}

void Mlp::pack() {
  for (auto& layer : layers_) {
    Layer& l = *layer;
    if (l.packed_is_current) continue;
    if (l.packed && l.packed->isa() == current()) {
      l.packed->assign(l.weights.data(), l.outputs);
    } else {
      l.packed = std::make_unique<PackedMatrix>(l.weights.data(), l.outputs, l.inputs, l.outputs);
    }
    l.packed_is_current = true;
  }
}

bool Mlp::is_packed() const {
  return std::all_of(layers_.begin(), layers_.end(), [](const auto& layer) { return layer->packed_is_current; });
}

const float* Mlp::forward(const float* x, std::size_t batch) {
  KERNEL_CHECK(batch <= batch_max_, "Mlp::forward: more rows than batch_max");
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    Layer& l = *layers_[i];
    const bool packed = l.packed_is_current && l.packed->isa() == current();
    gemm({.m = batch,
          .n = l.outputs,
          .k = l.inputs,
          .a = input_of(i, x),
          .a_stride = l.inputs,
          .b = l.weights.data(),
          .b_stride = l.outputs,
          .c = l.values.data(),
          .c_stride = l.outputs,
          .packed = packed ? l.packed.get() : nullptr});
    const bool last = i + 1 == layers_.size();
    bias_activation(l.values.data(), l.bias.data(), l.values.data(), batch, l.outputs, l.outputs,
                    last ? Activation::identity : hidden_);
    if (last) softmax(l.values.data(), l.values.data(), batch, l.outputs);
  }
  return layers_.back()->values.data();
}

// Softmax and cross-entropy together have the gradient p - one_hot(label).
float Mlp::output_gradient(const std::uint32_t* labels, std::size_t batch) {
  Layer& l = *layers_.back();
  double loss = 0;
  const float share = 1.0f / float(batch);
  for (std::size_t row = 0; row < batch; ++row) {
    KERNEL_CHECK(labels[row] < l.outputs, "Mlp: a label is not below the number of outputs");
    const float* p = l.values.data() + row * l.outputs;
    float* g = l.gradient.data() + row * l.outputs;
    for (std::size_t c = 0; c < l.outputs; ++c) g[c] = p[c] * share;
    g[labels[row]] -= share;
    loss -= std::log(std::max(double(p[labels[row]]), 1e-30));
  }
  return float(loss * double(share));
}

void Mlp::backward(const float* x, std::size_t batch, const Optimizer* in_place) {
  for (std::size_t i = layers_.size(); i-- > 0;) {
    Layer& l = *layers_[i];
    const float* input = input_of(i, x);
    if (i > 0) {
      // Before the weights change.
      Layer& below = *layers_[i - 1];
      gemm({.m = batch,
            .n = l.inputs,
            .k = l.outputs,
            .a = l.gradient.data(),
            .a_stride = l.outputs,
            .b = l.weights.data(),
            .b_stride = l.outputs,
            .c = below.gradient.data(),
            .c_stride = l.inputs,
            .transpose_b = true});
      activation_gradient(below.values.data(), below.gradient.data(), batch * l.inputs, hidden_);
    }
    gemm({.m = l.inputs,
          .n = l.outputs,
          .k = batch,
          .a = input,
          .a_stride = l.inputs,
          .b = l.gradient.data(),
          .b_stride = l.outputs,
          .c = in_place ? l.weights.data() : l.weights_gradient.data(),
          .c_stride = l.outputs,
          .alpha = in_place ? -in_place->rate : 1.0f,
          .beta = in_place ? 1.0f : 0.0f,
          .transpose_a = true});
    column_sums(l.gradient.data(), l.bias_gradient.data(), batch, l.outputs, l.outputs);
    if (!in_place) continue;
    axpy(-in_place->rate, l.bias_gradient.data(), l.bias.data(), l.outputs);
    l.packed_is_current = false;
  }
}

float Mlp::backward(const float* x, const std::uint32_t* labels, std::size_t batch) {
  if (batch == 0) return 0;
  forward(x, batch);
  const float loss = output_gradient(labels, batch);
  backward(x, batch, nullptr);
  return loss;
}

void Mlp::apply(const Optimizer& o) {
  ++steps_;
  for (auto& layer : layers_) {
    Layer& l = *layer;
    l.packed_is_current = false;
    std::vector<float>* weights[] = {&l.weights, &l.bias};
    const std::vector<float>* gradients[] = {&l.weights_gradient, &l.bias_gradient};
    for (int part = 0; part < 2; ++part) {
      float* w = weights[part]->data();
      const float* g = gradients[part]->data();
      const std::size_t n = weights[part]->size();
      std::vector<float>*m = l.memory[part], &first = m[0], &second = m[1];
      if (o.rule != Optimizer::Rule::sgd) first.resize(n);
      if (o.rule == Optimizer::Rule::adam) second.resize(n);
      switch (o.rule) {
        case Optimizer::Rule::sgd:
          axpy(-o.rate, g, w, n);
          break;
        case Optimizer::Rule::momentum:
          momentum_step({.rate = o.rate, .momentum = o.momentum}, g, first.data(), w, n);
          break;
        case Optimizer::Rule::adam:
          adam_step({.rate = o.rate, .b1 = o.b1, .b2 = o.b2, .epsilon = o.epsilon, .step = steps_}, g, first.data(),
                    second.data(), w, n);
          break;
      }
    }
  }
}

float Mlp::train(const float* x, const std::uint32_t* labels, std::size_t batch, const Optimizer& optimizer) {
  if (batch == 0) return 0;
  if (optimizer.rule == Optimizer::Rule::sgd) {
    forward(x, batch);
    const float loss = output_gradient(labels, batch);
    backward(x, batch, &optimizer);
    return loss;
  }
  const float loss = backward(x, labels, batch);
  apply(optimizer);
  return loss;
}

}  // namespace kernels
