// Averaging the gradients of 5, 10 and 20 agents, 65536 parameters each: 1.3 to 5.2 MB are read.
#include "kernels/gradient_mean.h"

#include "harness/bench/bench.h"
#include "kernels/buffers.h"
#include "kernels/naive.h"

namespace {

using namespace bench;

constexpr std::size_t parameters = 65536;

struct Agents {
  explicit Agents(std::size_t count) : mean(parameters, 0) {
    for (std::size_t s = 0; s < count; ++s) {
      gradients.emplace_back(parameters, s + 1);
      gradients.back().randomise(s + 1);
      pointers.push_back(gradients.back().data());
    }
  }
  std::string wrong() const {
    for (std::size_t i = 0; i < parameters; i += 509) {
      double total = 0;
      for (const float* gradient : pointers) total += gradient[i];
      const double want = total / double(pointers.size());
      if (!(std::abs(mean.data()[i] - want) <= 1e-6)) return near(want, 0)(mean.data()[i]);
    }
    return "";
  }
  std::vector<kernels::Buffer> gradients;
  std::vector<const float*> pointers;
  kernels::Buffer mean;
};

template <class Mean>
std::unique_ptr<Work> mean_case(const Params& p, Mean mean) {
  auto s = std::make_shared<Agents>(std::size_t(p["agents"]));
  const double floats = double(parameters * s->pointers.size());
  return op([s, mean] { mean(s->pointers.data(), s->pointers.size(), s->mean.data(), parameters); })
      .bytes(4 * floats)
      .items(floats)
      .expect([s] { return s->wrong(); });
}

auto own(const Params& p) {
  return mean_case(p, [](auto... x) { kernels::gradient_mean(x...); });
}

BENCH({.name = "daa/gradient_mean", .params = grid("agents", {10}), .tags = {"gate"}, .make = own});
BENCH({.name = "daa/gradient_mean", .params = grid("agents", {5, 20}), .make = own});

BENCH({.name = "daa/gradient_mean",
       .params = grid("agents", {5, 10, 20}),
       .impl = "naive",
       .make = [](const Params& p) { return mean_case(p, [](auto... x) { kernels::naive::gradient_mean(x...); }); }});

}  // namespace
