// Agents that train one network together, each on data of its own that it shows to nobody. In a round every agent takes
// the model as it is, trains it for `interval` steps and hands in what it changed; the changes are merged and the model
// moves. `interval` 1 is synchronous descent, more of it local descent (Stich 2019), Merge::weighted federated
// averaging (McMahan et al. 2017), `outer_momentum` with it DiLoCo (Douillard et al. 2023) with momentum by Polyak.
//
//   Federation federation({.agents = 10, .interval = 10}, 2);
//   while (federation.score().loss > 0.1) federation.round();
//
// What comes of a round does not depend on the number of workers, to the last bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace workloads::daa {

// median and trimmed (a fifth at either end) bear agents that hand in anything at all, NaN too, while these are fewer
// than half and at most a fifth.
enum class Merge { mean, weighted, median, trimmed };
// What hostile agents hand in instead of what they learnt.
enum class Hostility { nan, huge, reversed };

// Who learns what from how much, and how changes are merged.
struct FederationPlan {
  std::vector<std::size_t> widths = {784, 128, 10};
  std::size_t agents = 10;    // 1 to 64
  std::size_t interval = 10;  // local steps between two merges, at least 1
  std::size_t batch = 32;     // images of a step
  std::size_t images = 256;   // that an agent has: once, twice or three times as many, in turn; at least `batch`
  float rate = 0.2f;          // of local steps: plain descent
  float outer_momentum = 0;   // of the merged changes, below 1
  Merge merge = Merge::mean;
  std::size_t hostile = 0;  // agents, at most all
  Hostility hostility = Hostility::nan;
  std::uint64_t seed = 1;
};

// Of the model on images that no agent has.
struct Score {
  double loss = 0;      // mean cross-entropy, nats
  double accuracy = 0;  // share of images whose likeliest class is theirs
};

class Federation {
 public:
  // On `workers` >= 1 threads, the caller of round() included. Ends the program on what problem() would name.
  Federation(const FederationPlan& plan, int workers);
  ~Federation();

  // Returns what is wrong with a plan, or nullptr.
  static const char* problem(const FederationPlan& plan);

  void round();
  // From now on changes are merged so.
  void merge_by(Merge merge);
  // Costs about as much as four local steps.
  Score score();
  // Returns the mean loss that an agent's own images have under the model.
  double loss_of(std::size_t agent);
  // All weights and biases, layer by layer. restore() takes what model() gave.
  const std::vector<float>& model() const;
  void restore(const std::vector<float>& model);
  // How many steps all agents have taken, and how often their changes were merged.
  std::uint64_t steps() const;
  std::uint64_t merges() const;
  // What one round sends: the model to every agent and the changes back.
  std::size_t round_bytes() const;
  std::size_t images_of(std::size_t agent) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace workloads::daa
