// On how many threads a matrix product is worth sharing out: small ones are over before a second thread has begun. Some
// products are timed on this machine, a model of each number of threads is fitted to them (cost_model.h), and later
// products go to the number whose predicted time is least. Where a model is far off for what it has not seen, products
// stay on one thread.
//
//   ProductTuner tuner({1, 2}, ProductTuner::usual_shapes(), time);
//   kernels::gemm(g, *teams[tuner.threads_for({g.m, g.n, g.k})]);
#pragma once

#include <functional>

#include "workloads/tuning/cost_model.h"

namespace workloads::tuning {

struct Shape {
  std::size_t m, n, k;
};

class ProductTuner {
 public:
  // Returns how long one product of a shape takes on so many threads.
  using Timer = std::function<double(const Shape& shape, std::size_t threads)>;
  static constexpr double error_max = 0.25;  // of a model that is believed

  // `threads`: those to choose from, ascending. Times every shape on each, once.
  ProductTuner(std::vector<std::size_t> threads, const std::vector<Shape>& shapes, const Timer& time);
  // From 16 to 1024, squares and flat ones.
  static std::vector<Shape> usual_shapes();

  std::size_t threads_for(const Shape& shape) const;
  // The largest held-out error of the models; 1 where one could not be fitted.
  double held_out_error() const { return error_; }
  // False: every product gets the first number of threads.
  bool trusted() const { return error_ <= error_max; }

 private:
  static Features features(const Shape& shape);
  std::vector<std::size_t> threads_;
  std::vector<CostModel> models_;
  double error_ = 0;
};

}  // namespace workloads::tuning
