#include "kernels/gemm.h"

#include <Eigen/Dense>

#include "kernels/testing.h"

namespace kernels {
namespace {

using testing::for_each_isa;
using testing::random_floats;
using testing::Sizes;
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Strided = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;

// Computes one product on `isa`; strides exceed the widths by `gap`, pointers are `gap` floats off alignment. Checks
// every element against double, and that neither the gaps of C nor the end of the workspace were written.
void check(Isa isa, std::size_t m, std::size_t n, std::size_t k, std::size_t gap) {
  SCOPED_TRACE("m=" + std::to_string(m) + " n=" + std::to_string(n) + " k=" + std::to_string(k) +
               " gap=" + std::to_string(gap));
  const std::size_t a_stride = k + gap, b_stride = n + gap, c_stride = n + gap;
  const auto a = random_floats(m * a_stride + gap, 1), b = random_floats(k * b_stride + gap, 2);
  std::vector<float> c(m * c_stride + gap, 42.0f);
  const Gemm g = {m, n, k, a.data() + gap, a_stride, b.data() + gap, b_stride, c.data() + gap, c_stride};
  const std::size_t limit = gemm_workspace_floats(g);
  std::vector<float> workspace(limit + 17, 43.0f);
  gemm_in[isa](g, workspace.data());

  for (std::size_t i = limit; i < workspace.size(); ++i) ASSERT_EQ(workspace[i], 43.0f) << "workspace overrun";
  using Eigen::Index;
  const Strided left(g.a, Index(m), Index(k), Eigen::OuterStride<>(Index(a_stride)));
  const Strided right(g.b, Index(k), Index(n), Eigen::OuterStride<>(Index(b_stride)));
  const Eigen::MatrixXd want = left.cast<double>() * right.cast<double>();
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      ASSERT_NEAR(g.c[i * c_stride + j], want(Index(i), Index(j)), 1e-7 * double(k) + 1e-12) << "at " << i << "," << j;
    }
    for (std::size_t j = n; j < c_stride && i * c_stride + j + gap < c.size(); ++j) {
      ASSERT_EQ(g.c[i * c_stride + j], 42.0f) << "wrote between the rows";
    }
  }
  for (std::size_t i = 0; i < gap; ++i) ASSERT_EQ(c[i], 42.0f);
}

TEST(Gemm, AgreesWithEigenForEveryMixOfAwkwardSizes) {
  for_each_isa([](Isa isa) {
    for (std::size_t m : Sizes{0, 1, 2, 3, 5, 8, 13, 14, 15, 29}) {
      for (std::size_t n : Sizes{0, 1, 3, 8, 15, 16, 17, 31, 32, 33, 61}) {
        for (std::size_t k : Sizes{0, 1, 2, 7, 64, 101}) check(isa, m, n, k, (m + n + k) % 4);
      }
    }
  });
}

TEST(Gemm, AgreesWithEigenWhereBlocksAreUsed) {
  struct Size {
    std::size_t m, n, k, gap;
  };
  const Size sizes[] = {{15, 331, 101, 0},  {129, 257, 321, 1}, {200, 210, 641, 0}, {257, 1025, 33, 3},
                        {97, 1100, 330, 2}, {1, 2048, 64, 0},   {300, 1, 40000, 0}, {256, 256, 256, 0}};
  for_each_isa([&](Isa isa) {
    for (const Size& s : sizes) check(isa, s.m, s.n, s.k, s.gap);
  });
}

TEST(Gemm, TheThreadsOwnWorkspaceGrows) {
  for (std::size_t n : Sizes{3, 200, 40, 333}) {
    const auto a = random_floats(n * n, 1), b = random_floats(n * n, 2);
    std::vector<float> c(n * n);
    gemm({n, n, n, a.data(), n, b.data(), n, c.data(), n});
    const auto rows = Eigen::Index(n);
    const Eigen::Map<const Matrix> left(a.data(), rows, rows), right(b.data(), rows, rows), got(c.data(), rows, rows);
    EXPECT_LE((left * right - got).cwiseAbs().maxCoeff(), 2e-7f * float(n));
  }
}

}  // namespace
}  // namespace kernels
