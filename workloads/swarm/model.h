// A network that many agents use at once: nothing of it changes after it was made, and what a pass needs it writes to
// memory that the caller brings. Weights are those that kernels::Mlp starts with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace workloads::swarm {

class Model {
 public:
  // Layers of these widths, at least two of them and none of 0; relu between them. Costs milliseconds from some hundred
  // thousand weights on.
  Model(const std::vector<std::size_t>& widths, std::uint64_t seed);

  // The widths of the first and the last layer.
  std::size_t inputs() const { return layers_.front().inputs; }
  std::size_t outputs() const { return layers_.back().outputs; }
  // Floats that forward() needs to work in.
  std::size_t scratch_floats() const { return 2 * widest_; }
  // Writes outputs() probabilities for inputs() values. Any number of threads, each with scratch of its own.
  void forward(const float* input, float* scratch, float* output) const;

 private:
  struct Layer {
    std::size_t inputs, outputs;
    std::vector<float> weights, bias;  // inputs x outputs, row-major
  };
  std::vector<Layer> layers_;
  std::size_t widest_ = 0;
};

}  // namespace workloads::swarm
