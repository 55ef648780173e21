// A simulated session: benchmarks whose true change is known, through the product's own rule. Looks, calls, the fresh
// session for suspects and Holm over them are those of harness/gate; only the launches are made up.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/gate/decide.h"
#include "harness/validate/noise.h"

namespace validate {

struct Benchmark {
  const NoiseKind* kind;
  Scale scale;
  double change;  // true, relative
};

// One benchmark's pairs of one session, taken as they are asked for.
class Measured {
 public:
  Measured(const Benchmark& benchmark, const Shocks& shocks, std::uint64_t seed);

  // Takes pairs until there are `pairs`; a lost one is repeated, but at most a quarter of them.
  void until(std::size_t pairs);

  const gate::Contrast& contrast() const { return contrast_; }

 private:
  Launches launches_;
  Shocks shocks_;
  gate::Contrast contrast_;
  std::size_t launched_ = 0;
};

struct Outcome {
  Measured measured;         // the first session's pairs, and more of the same where asked for
  gate::Call first;          // before confirmation
  harness::Verdict verdict;  // after it
  std::size_t pairs = 0;     // that the first session judged
  std::size_t fresh = 0;     // that the confirmation took
};

std::vector<Outcome> simulate(std::span<const Benchmark> benchmarks, double tolerance, std::uint64_t seed);

}  // namespace validate
