// Seeded series of questions for tests and benchmarks: contexts and questions are wanted as a Zipf law has it, the k-th
// most wanted 1/k^alpha as often. What people ask the web for has an alpha of 0.64 to 0.83 (L. Breslau et al., "Web
// caching and Zipf-like distributions", 1999).
#pragma once

#include <cmath>
#include <random>
#include <vector>

#include "workloads/swarm/desk.h"

namespace workloads::swarm {

// Questions of 16 to 64 tokens with answers of 32 to 256.
inline std::vector<Question> question_trace(std::size_t count, std::size_t contexts, std::size_t questions_each,
                                            double alpha, std::uint32_t seed) {
  const auto law = [alpha](std::size_t n) {
    std::vector<double> weights;
    for (std::size_t k = 1; k <= n; ++k) weights.push_back(std::pow(double(k), -alpha));
    return std::discrete_distribution<std::uint64_t>(weights.begin(), weights.end());
  };
  auto context = law(contexts), number = law(questions_each);
  std::mt19937 random(seed);
  std::vector<Question> trace(count);
  for (Question& q : trace) {
    q.context = context(random);
    q.number = number(random);
    q.question_tokens = 16 + std::uint32_t((q.context * 31 + q.number * 7) % 49);
    q.answer_tokens = 32 + std::uint32_t((q.context * 17 + q.number * 13) % 225);
  }
  return trace;
}

}  // namespace workloads::swarm
