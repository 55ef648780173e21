#include "workloads/swarm/model.h"

#include <algorithm>

#include "kernels/activation.h"
#include "kernels/gemm.h"
#include "kernels/mlp.h"
#include "kernels/softmax.h"

namespace workloads::swarm {

Model::Model(const std::vector<std::size_t>& widths, std::uint64_t seed) {
  kernels::Mlp start(widths, 1, kernels::Activation::relu, seed);
  for (std::size_t i = 0; i < start.layers(); ++i) {
    layers_.push_back({widths[i], widths[i + 1], std::move(start.weights(i)), std::move(start.bias(i))});
    widest_ = std::max(widest_, widths[i + 1]);
  }
}

void Model::forward(const float* input, float* scratch, float* output) const {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    const bool last = i + 1 == layers_.size();
    float* sums = last ? output : scratch + i % 2 * widest_;
    kernels::gemm({.m = 1,
                   .n = layer.outputs,
                   .k = layer.inputs,
                   .a = input,
                   .a_stride = layer.inputs,
                   .b = layer.weights.data(),
                   .b_stride = layer.outputs,
                   .c = sums,
                   .c_stride = layer.outputs});
    kernels::bias_activation(sums, layer.bias.data(), sums, 1, layer.outputs, layer.outputs,
                             last ? kernels::Activation::identity : kernels::Activation::relu);
    input = sums;
  }
  kernels::softmax(output, output, 1, outputs());
}

}  // namespace workloads::swarm
