#include "workloads/tuning/product_tuner.h"

#include <algorithm>

namespace workloads::tuning {

ProductTuner::ProductTuner(std::vector<std::size_t> threads, const std::vector<Shape>& shapes, const Timer& time)
    : threads_(std::move(threads)) {
  std::vector<Features> rows;
  for (const Shape& shape : shapes) rows.push_back(features(shape));
  for (const std::size_t count : threads_) {
    std::vector<double> times;
    for (const Shape& shape : shapes) times.push_back(time(shape, count));
    const std::optional<CostModel> model = CostModel::fit(rows, times);
    error_ = std::max(error_, model ? model->held_out_error() : 1.0);
    if (model) models_.push_back(*model);
  }
}

std::vector<Shape> ProductTuner::usual_shapes() {
  std::vector<Shape> shapes;
  for (const std::size_t n : {16u, 24u, 32u, 64u, 80u, 128u, 160u, 256u, 320u, 512u, 640u, 1024u})
    shapes.push_back({n, n, n});
  for (const std::size_t m : {1u, 32u}) {
    for (const std::size_t n : {64u, 256u, 1024u}) shapes.push_back({m, n, n});
  }
  return shapes;
}

// To start, to multiply, to write, to read.
Features ProductTuner::features(const Shape& s) {
  const double m = double(s.m), n = double(s.n), k = double(s.k);
  return {1, m * n * k, m * n, m * k + k * n};
}

std::size_t ProductTuner::threads_for(const Shape& shape) const {
  if (!trusted()) return threads_.front();
  const Features x = features(shape);
  std::size_t best = 0;
  for (std::size_t i = 1; i < models_.size(); ++i) {
    if (models_[i].predict(x) < models_[best].predict(x)) best = i;
  }
  return threads_[best];
}

}  // namespace workloads::tuning
