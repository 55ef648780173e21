// Eigen, compiled as its users compile it: for this processor.
// Needs: header Eigen/Core
#define EIGEN_DONT_PARALLELIZE
#include <Eigen/Core>

#include "kernels/dot.cases.h"
#include "kernels/elementwise.cases.h"
#include "kernels/gemm.cases.h"
#include "kernels/gemv.cases.h"
#include "kernels/gradient_mean.cases.h"
#include "kernels/mlp.cases.h"
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

template <bool transpose>
void multiply_vector(cases::MatrixAndVector& s) {
  const auto n = Index(s.n);
  const Matrix a(s.a.data(), n, n);
  auto y = Vector(s.y.data(), n).matrix();
  if constexpr (transpose) {
    y.noalias() = a.transpose() * ConstVector(s.x.data(), n).matrix();
  } else {
    y.noalias() = a * ConstVector(s.x.data(), n).matrix();
  }
}
BENCH({.name = "core/gemv/f32", .params = cases::gemv_sizes(), .impl = "eigen", .make = [](const Params& p) {
         return cases::gemv_case(p, false, multiply_vector<false>);
       }});
BENCH({.name = "core/gemv_transposed/f32", .params = cases::gemv_sizes(), .impl = "eigen", .make = [](const Params& p) {
         return cases::gemv_case(p, true, multiply_vector<true>);
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

// A loop over rows, by hand: Eigen's natural expression (A.rowwise() + b).tanh() is not vectorised and eight times
// slower.
BENCH({.name = "core/bias_tanh/f32", .params = grid("n", {1000}), .impl = "eigen", .make = [](const Params& p) {
         return cases::bias_case(p, cases::tanh_of, [](cases::Biased& s) {
           const ConstVector bias(s.bias.data(), Index(s.n));
           for (std::size_t r = 0; r < s.n; ++r) {
             const std::size_t at = r * s.n;
             Vector(s.y.data() + at, Index(s.n)) = (ConstVector(s.x.data() + at, Index(s.n)) + bias).tanh();
           }
         });
       }});
BENCH({.name = "core/bias_relu/f32", .params = grid("n", {1000}), .impl = "eigen", .make = [](const Params& p) {
         return cases::bias_case(p, cases::relu_of, [](cases::Biased& s) {
           const ConstVector bias(s.bias.data(), Index(s.n));
           for (std::size_t r = 0; r < s.n; ++r) {
             const std::size_t at = r * s.n;
             Vector(s.y.data() + at, Index(s.n)) = (ConstVector(s.x.data() + at, Index(s.n)) + bias).max(0.0f);
           }
         });
       }});

// The same network and rule, with products that write where the result is needed and no temporary beside them.
struct Net {
  using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  explicit Net(Index rows) {
    std::srand(1);
    for (std::size_t i = 0; i + 1 < cases::large_net.size(); ++i) {
      const auto in = Index(cases::large_net[i]), out = Index(cases::large_net[i + 1]);
      w.push_back(Rows::Random(in, out) * std::sqrt(6.0f / float(in)));
      b.push_back(Eigen::RowVectorXf::Zero(out));
      y.push_back(Rows(rows, out));
      g.push_back(Rows(rows, out));
    }
  }
  float train(const cases::Images& s, float rate) {
    const auto rows = Index(s.labels.size());
    const Eigen::Map<const Rows> x(s.x.data(), rows, 784);
    for (std::size_t l = 0; l < w.size(); ++l) {
      if (l == 0) {
        y[l].noalias() = x * w[l];
      } else {
        y[l].noalias() = y[l - 1] * w[l];
      }
      for (Index r = 0; r < rows; ++r) {
        if (l + 1 < w.size()) {
          y[l].row(r) = (y[l].row(r) + b[l]).cwiseMax(0.0f);
        } else {
          y[l].row(r) += b[l];
          const float top = y[l].row(r).maxCoeff();
          y[l].row(r) = (y[l].row(r).array() - top).exp();
          y[l].row(r) /= y[l].row(r).sum();
        }
      }
    }
    double loss = 0;
    const float share = 1.0f / float(rows);
    g.back() = y.back() * share;
    for (Index r = 0; r < rows; ++r) {
      g.back()(r, s.labels[std::size_t(r)]) -= share;
      loss -= std::log(std::max(double(y.back()(r, s.labels[std::size_t(r)])), 1e-30));
    }
    for (std::size_t l = w.size(); l-- > 0;) {
      if (l > 0) {
        g[l - 1].noalias() = g[l] * w[l].transpose();
        g[l - 1].array() *= (y[l - 1].array() > 0.0f).cast<float>();
        w[l].noalias() -= (rate * y[l - 1].transpose()) * g[l];
      } else {
        w[l].noalias() -= (rate * x.transpose()) * g[l];
      }
      b[l] -= rate * g[l].colwise().sum();
    }
    return float(loss / double(rows));
  }
  std::vector<Rows> w, y, g;
  std::vector<Eigen::RowVectorXf> b;
};

BENCH({.name = "core/mlp_training/784_512_256_10",
       .params = grid("batch", {1, 32}),
       .impl = "eigen",
       .make = [](const Params& p) {
         auto net = std::make_shared<Net>(Index(p["batch"]));
         return cases::training_case(std::size_t(p["batch"]), [net](cases::Images& s) { return net->train(s, 0.01f); });
       }});

}  // namespace

std::string peers::about() {
  return "Eigen " + std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
         std::to_string(EIGEN_MINOR_VERSION) + ", " + std::to_string(EIGEN_MAX_ALIGN_BYTES * 8) +
         "-bit vectors, 1 thread";
}
