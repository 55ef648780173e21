// A multilayer perceptron: dense layers of any widths, a hidden activation, softmax with cross-entropy at the end.
//
//   Mlp net({784, 256, 128, 10}, 32, Activation::relu, seed);
//   const float* p = net.forward(images, 32);               // 32 x 10 probabilities
//   const float loss = net.train(images, labels, 32, {.rate = 0.1f});
//
// A batch may be any number of rows from 1 to batch_max. Everything is allocated when it is made. Widths are at least
// 1; weights start as in He et al. (2015), from the seed alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/activation.h"
#include "kernels/gemm.h"
#include "kernels/optimizer.h"

namespace kernels {

// How gradients change the weights; the rules are those of optimizer.h.
struct Optimizer {
  enum class Rule { sgd, momentum, adam };
  float rate = 0.01f;
  Rule rule = Rule::sgd;
  float momentum = 0.9f, b1 = 0.9f, b2 = 0.999f, epsilon = 1e-8f;
};

class Mlp {
 public:
  Mlp(std::vector<std::size_t> widths, std::size_t batch_max, Activation hidden, std::uint64_t seed);
  ~Mlp();

  // Returns batch x widths.back() probabilities, valid until the next call. x is dense, batch x widths[0].
  const float* forward(const float* x, std::size_t batch);
  // Packs the weights, for which forward() then needs no time; training drops the packing, and so does whoever asks for
  // weights that can be changed.
  void pack();
  bool is_packed() const;
  // Gives the packed weights' memory back.
  void unpack();

  // Computes the gradients of the mean loss over the batch; labels are below widths.back(). Returns the loss.
  float backward(const float* x, const std::uint32_t* labels, std::size_t batch);
  // Changes the weights by the gradients that backward() left.
  void apply(const Optimizer& optimizer);
  // backward() and apply(). Plain descent adds the weights' gradients in the product that computes them.
  float train(const float* x, const std::uint32_t* labels, std::size_t batch, const Optimizer& optimizer);

  std::size_t layers() const { return layers_.size(); }
  // inputs x outputs, row-major, and outputs.
  std::vector<float>& weights(std::size_t layer);
  const std::vector<float>& weights(std::size_t layer) const;
  std::vector<float>& bias(std::size_t layer);
  const std::vector<float>& weights_gradient(std::size_t layer) const;
  const std::vector<float>& bias_gradient(std::size_t layer) const;

 private:
  struct Layer;
  float output_gradient(const std::uint32_t* labels, std::size_t batch);
  void backward(const float* x, std::size_t batch, const Optimizer* in_place);
  const float* input_of(std::size_t layer, const float* x) const;

  std::size_t batch_max_;
  Activation hidden_;
  int steps_ = 0;
  std::vector<std::unique_ptr<Layer>> layers_;
};

}  // namespace kernels
