// The cases of the neural benchmarks: a network's inputs, and the check that training has learnt what it was shown.
#pragma once

#include <cmath>
#include <cstdint>

#include "harness/bench/bench.h"
#include "kernels/buffers.h"

namespace cases {

inline const std::vector<std::size_t> small_net = {784, 256, 128, 10}, large_net = {784, 512, 256, 10};

// Images of noise, which differ enough to be learnt by heart.
struct Images {
  explicit Images(std::size_t rows) : x(rows * 784, 0), labels(rows) {
    x.randomise(1, 0, 1);
    for (std::size_t i = 0; i < rows; ++i) labels[i] = std::uint32_t(i * 7 % 10);
  }
  kernels::Buffer x;
  std::vector<std::uint32_t> labels;
};

// The loss of a batch that is shown again and again starts near ln 10 and falls; a step that does nothing, or too
// much, leaves it or raises it. `step` returns the loss before it changed the weights.
template <class Step>
std::unique_ptr<bench::Work> training_case(std::size_t batch, Step step) {
  auto s = std::make_shared<Images>(batch);
  const float first = step(*s);
  for (int i = 0; i < 30; ++i) step(*s);
  return bench::op([s, step]() mutable { return step(*s); })
      .items(double(batch))
      .expect([first](float loss) -> std::string {
        if (first > 1 && first < 10 && loss < first / 2) return "";
        return "the loss went from " + std::to_string(first) + " to " + std::to_string(loss);
      });
}

// a rows x rows matrix, a bias, and what comes of them.
struct Biased {
  explicit Biased(std::size_t size) : n(size), x(n * n, 0), bias(n, 1), y(n * n, 2) {
    x.randomise(1, -4, 4);
    bias.randomise(2);
  }
  std::string wrong(double (*f)(double)) const {
    for (std::size_t i = 0; i < n * n; i += i < 64 ? 1 : 509) {
      const float sum = x.data()[i] + bias.data()[i % n];
      if (const std::string problem = bench::near(f(double(sum)), 6e-7)(y.data()[i]); !problem.empty()) return problem;
    }
    return "";
  }
  std::size_t n;
  kernels::Buffer x, bias, y;
};

template <class Function>
std::unique_ptr<bench::Work> bias_case(const bench::Params& p, double (*reference)(double), Function function) {
  auto s = std::make_shared<Biased>(std::size_t(p["n"]));
  return bench::op([s, function] { function(*s); })
      .items(double(s->n * s->n))
      .bytes(8.0 * double(s->n * s->n))
      .expect([s, reference] { return s->wrong(reference); });
}

}  // namespace cases
