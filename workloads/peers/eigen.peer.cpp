// Eigen, compiled as its users compile it: for this processor.
// Needs: header Eigen/Core
#define EIGEN_DONT_PARALLELIZE
#include <Eigen/Core>

#include "kernels/dot.cases.h"
#include "kernels/elementwise.cases.h"
#include "kernels/gemm.cases.h"
#include "kernels/gradient_mean.cases.h"
#include "workloads/peers/peer.h"

namespace {

using namespace bench;
using Eigen::Index;
using Matrix = Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
using Vector = Eigen::Map<Eigen::ArrayXf>;
using ConstVector = Eigen::Map<const Eigen::ArrayXf>;

BENCH({.name = "core/gemm/f32", .params = cases::gemm_sizes(), .impl = "eigen", .make = [](const Params& p) {
         return cases::gemm_case(p, [](cases::Square& s) {
           const auto n = Index(s.n);
           Matrix(s.c.data(), n, n).noalias() = Matrix(s.a.data(), n, n) * Matrix(s.b.data(), n, n);
         });
       }});

BENCH({.name = "core/dot/f32", .params = cases::dot_sizes(), .impl = "eigen", .make = [](const Params& p) {
         return cases::dot_case(p, [](const float* a, const float* b, std::size_t n) {
           return ConstVector(a, Index(n)).matrix().dot(ConstVector(b, Index(n)).matrix());
         });
       }});

BENCH({.name = "core/relu/f32", .params = cases::elementwise_sizes(), .impl = "eigen", .make = [](const Params& p) {
         return cases::elementwise_case(
             p,
             [](const float* x, float* y, std::size_t n) { Vector(y, Index(n)) = ConstVector(x, Index(n)).max(0.0f); },
             cases::relu_of, 0);
       }});

BENCH({.name = "core/tanh/f32", .params = cases::elementwise_sizes(), .impl = "eigen", .make = [](const Params& p) {
         return cases::elementwise_case(
             p, [](const float* x, float* y, std::size_t n) { Vector(y, Index(n)) = ConstVector(x, Index(n)).tanh(); },
             cases::tanh_of, cases::loose);
       }});

// Eigen's own logistic function is wrong by thousands of units in the last place near -8; the formula with its exp is
// what a user who cares writes, and it is also faster here.
BENCH({.name = "core/sigmoid/f32", .params = cases::elementwise_sizes(), .impl = "eigen", .make = [](const Params& p) {
         return cases::elementwise_case(
             p,
             [](const float* x, float* y, std::size_t n) {
               Vector(y, Index(n)) = (1.0f + (-ConstVector(x, Index(n))).exp()).inverse();
             },
             cases::sigmoid_of, cases::loose);
       }});

void mean(const float* const* from, std::size_t count, float* to, std::size_t n) {
  Vector total(to, Index(n));
  total = ConstVector(from[0], Index(n));
  for (std::size_t s = 1; s < count; ++s) total += ConstVector(from[s], Index(n));
  total *= 1.0f / float(count);
}

BENCH({.name = "daa/gradient_mean", .params = cases::mean_sizes(), .impl = "eigen", .make = [](const Params& p) {
         return cases::mean_case(p, cases::mean_parameters, mean);
       }});
BENCH({.name = "daa/gradient_mean/million",
       .params = cases::mean_sizes(),
       .impl = "eigen",
       .make = [](const Params& p) { return cases::mean_case(p, cases::mean_parameters_1e6, mean); }});

}  // namespace

std::string peers::about() {
  return "Eigen " + std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
         std::to_string(EIGEN_MINOR_VERSION) + ", " + std::to_string(EIGEN_MAX_ALIGN_BYTES * 8) +
         "-bit vectors, 1 thread";
}
