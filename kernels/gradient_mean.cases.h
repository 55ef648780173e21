// The case of every benchmark that averages the gradients of some agents: inputs and check.
#pragma once

#include "harness/bench/bench.h"
#include "kernels/buffers.h"

namespace cases {

inline std::vector<bench::Params> mean_sizes() { return bench::grid("agents", {5, 10, 20}); }
inline constexpr std::size_t mean_parameters = 65536;        // 1.3 to 5.2 MB are read
inline constexpr std::size_t mean_parameters_1e6 = 1000000;  // 20 to 80 MB

struct Agents {
  Agents(std::size_t count, std::size_t parameters) : mean(parameters, 0) {
    for (std::size_t s = 0; s < count; ++s) {
      gradients.emplace_back(parameters, s + 1);
      gradients.back().randomise(s + 1);
      pointers.push_back(gradients.back().data());
    }
  }
  std::string wrong() const {
    for (std::size_t i = 0; i < mean.size(); i += 509) {
      double total = 0;
      for (const float* gradient : pointers) total += gradient[i];
      const double want = total / double(pointers.size());
      if (!(std::abs(mean.data()[i] - want) <= 1e-6)) return bench::near(want, 0)(mean.data()[i]);
    }
    return "";
  }
  std::vector<kernels::Buffer> gradients;
  std::vector<const float*> pointers;
  kernels::Buffer mean;
};

template <class Mean>
std::unique_ptr<bench::Work> mean_case(const bench::Params& p, std::size_t parameters, Mean mean) {
  auto s = std::make_shared<Agents>(std::size_t(p["agents"]), parameters);
  const double floats = double(s->mean.size() * s->pointers.size());
  return bench::op([s, mean] { mean(s->pointers.data(), s->pointers.size(), s->mean.data(), s->mean.size()); })
      .bytes(4 * floats)
      .items(floats)
      .expect([s] { return s->wrong(); });
}

}  // namespace cases
