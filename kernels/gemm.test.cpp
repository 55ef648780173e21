#include "kernels/gemm.h"

#include <Eigen/Dense>

#include "kernels/team.h"
#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;
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
  const Size sizes[] = {{15, 331, 101, 0},  {129, 257, 321, 1}, {200, 210, 641, 0},
                        {257, 1025, 33, 3}, {97, 1100, 330, 2}, {1, 2048, 64, 0},
                        {300, 1, 40000, 0}, {256, 256, 256, 0}, {300, 200, 1024, 0}};
  for_each_isa([&](Isa isa) {
    for (const Size& s : sizes) check(isa, s.m, s.n, s.k, s.gap);
  });
}

TEST(Gemm, TheWorkspaceDoesNotGrowWithTheDepth) {
  for (const std::size_t n : Sizes{1, 64, 500}) {
    const auto at_depth = [&](std::size_t k) {
      return gemm_workspace_floats({2, n, k, nullptr, k, nullptr, n, nullptr, n});
    };
    EXPECT_EQ(at_depth(1 << 13), at_depth(1 << 24));
    EXPECT_LT(at_depth(1 << 24), 3u << 19);
  }
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

// Every mix of alpha, beta, transposes and a packed B, in sizes that take the path in place and the blocked one: rows
// of the transposed B 4 KiB apart (a depth of 1023), one row by whole rows of B (400), a packed B in several blocks of
// its depth with all numbers of panels at a time (1100), a packed panel in several stretches of its depth (4100, 9001).
TEST(Gemm, TransposesFactorsAndPackedMatricesAgreeWithEigen) {
  struct Size {
    std::size_t m, n, k;
  };
  for_each_isa([](Isa isa) {
    for (const Size s :
         {Size{1, 1, 1},  {5, 17, 3},     {1, 300, 77},  {1, 9, 16},     {3, 22, 130},   {13, 65, 37},  {64, 64, 64},
          {33, 300, 401}, {200, 70, 512}, {7, 65, 1500}, {9, 34, 1023},  {48, 517, 300}, {1, 700, 400}, {1, 517, 1100},
          {1, 47, 513},   {2, 3, 9001},   {12, 2, 4100}, {3, 300, 4100}, {1, 5, 0},      {4, 3, 0}}) {
      for (const int mix : {0, 1, 2, 3}) {
        const bool ta = mix & 1, tb = mix & 2;
        SCOPED_TRACE(std::to_string(s.m) + "x" + std::to_string(s.n) + "x" + std::to_string(s.k) + " mix " +
                     std::to_string(mix));
        const std::size_t a_stride = (ta ? s.m : s.k) + 3, b_stride = (tb ? s.k : s.n) + 1, c_stride = s.n + 2;
        const auto a = random_floats((ta ? s.k : s.m) * a_stride, 1), b = random_floats((tb ? s.n : s.k) * b_stride, 2);
        const auto before = random_floats(s.m * c_stride, 3);
        using Eigen::Index;
        const auto map = [](const auto& v, std::size_t rows, std::size_t columns, std::size_t stride) {
          return Strided(v.data(), Index(rows), Index(columns), Eigen::OuterStride<>(Index(stride)))
              .template cast<double>();
        };
        const Eigen::MatrixXd left =
            ta ? Eigen::MatrixXd(map(a, s.k, s.m, a_stride).transpose()) : map(a, s.m, s.k, a_stride);
        const Eigen::MatrixXd right =
            tb ? Eigen::MatrixXd(map(b, s.n, s.k, b_stride).transpose()) : map(b, s.k, s.n, b_stride);
        for (const float beta : {0.0f, 1.0f, -0.5f}) {
          const Eigen::MatrixXd want = 1.5 * left * right + double(beta) * map(before, s.m, s.n, c_stride);
          ASSERT_TRUE(force(name(isa)));
          const PackedMatrix packed(b.data(), b_stride, s.k, s.n, tb);
          for (const PackedMatrix* p : {static_cast<const PackedMatrix*>(nullptr), &packed}) {
            auto c = before;
            if (beta == 0) c.assign(c.size(), std::numeric_limits<float>::quiet_NaN());
            const Gemm g = {s.m,      s.n,      s.k,  a.data(), a_stride, b.data(), b_stride,
                            c.data(), c_stride, 1.5f, beta,     ta,       tb,       p};
            gemm(g);
            for (std::size_t i = 0; i < s.m; ++i) {
              for (std::size_t j = 0; j < s.n; ++j) {
                ASSERT_NEAR(c[i * c_stride + j], want(Index(i), Index(j)), 2e-7 * double(s.k + 2)) << i << "," << j;
              }
              for (std::size_t j = s.n; beta != 0 && j < c_stride; ++j) {
                ASSERT_EQ(c[i * c_stride + j], before[i * c_stride + j]) << "wrote between the rows";
              }
            }
          }
        }
      }
    }
  });
  ASSERT_TRUE(force(name(best())));
}

TEST(Gemm, ATeamAgreesWithOneThread) {
  Team team(3);
  for (const std::size_t n : Sizes{1, 63, 65, 600, 1000}) {
    for (const int mix : {0, 1, 2, 4}) {
      const auto a = random_floats(n * n, 1), b = random_floats(n * n, 2);
      std::vector<float> c(n * n), d(n * n);
      const PackedMatrix packed(b.data(), n, n, n, mix & 2);
      Gemm g = {n, n, n, a.data(), n, b.data(), n, c.data(), n};
      g.transpose_a = mix & 1;
      g.transpose_b = mix & 2;
      if (mix & 4) g.packed = &packed;
      gemm(g);
      g.c = d.data();
      gemm(g, team);
      double worst = 0;
      for (std::size_t i = 0; i < n * n; ++i) worst = std::max(worst, std::abs(double(c[i]) - d[i]));
      EXPECT_LE(worst, 1e-7 * double(n)) << n << " mix " << mix;
    }
  }
}

// Freivalds: for a random x of ones and minus ones, C x = A (B x). A wrong element escapes with probability 1/2 per x.
TEST(Gemm, LargeProductsPassFreivaldsTest) {
  for (const std::size_t n : Sizes{1021, 1024}) {
    const auto a = random_floats(n * n, 1), b = random_floats(n * n, 2);
    std::vector<float> c(n * n);
    gemm({n, n, n, a.data(), n, b.data(), n, c.data(), n});
    const auto rows = Eigen::Index(n);
    const auto map = [rows](const auto& v) {
      return Eigen::Map<const Matrix>(v.data(), rows, rows).template cast<double>();
    };
    const auto error = [&] {
      double worst = 0;
      for (std::uint32_t seed = 0; seed < 8; ++seed) {
        std::mt19937 random(seed);
        Eigen::VectorXd x(rows);
        for (auto& v : x) v = random() % 2 ? 1 : -1;
        worst = std::max(worst, (map(c) * x - map(a) * (map(b) * x)).cwiseAbs().maxCoeff());
      }
      return worst;
    };
    EXPECT_LE(error(), 1e-7 * double(n) * std::sqrt(double(n)));
    c[n * n / 2] += 0.5f;  // the test must be able to fail
    EXPECT_GE(error(), 0.25);
  }
}

TEST(Gemm, InfinityAndNaNComeThroughAndStayInTheirRowsAndColumns) {
  for_each_isa([](Isa isa) {
    std::vector<float> a(20 * 30, 1.0f), b(30 * 40, 1.0f), c(20 * 40), workspace(100000);
    a[3 * 30 + 7] = std::numeric_limits<float>::quiet_NaN();
    b[11 * 40 + 39] = std::numeric_limits<float>::infinity();
    gemm_in[isa]({20, 40, 30, a.data(), 30, b.data(), 40, c.data(), 40}, workspace.data());
    for (std::size_t i = 0; i < 20; ++i) {
      for (std::size_t j = 0; j < 40; ++j) {
        const float got = c[i * 40 + j];
        EXPECT_TRUE(i == 3    ? std::isnan(got)
                    : j == 39 ? std::isinf(got)
                              : got == 30.0f)
            << i << "," << j << ": " << got;
      }
    }
  });
}

TEST(Gemm, WrongShapesAreNamedAndEndTheProgram) {
  std::vector<float> x(100);
  float* p = x.data();
  const Gemm right = {2, 2, 2, p, 2, p + 10, 2, p + 20, 2};
  EXPECT_EQ(gemm_problem(right), nullptr);
  const auto problem = [&](auto change) {
    Gemm g = right;
    change(g);
    return std::string(gemm_problem(g) ? gemm_problem(g) : "");
  };
  EXPECT_EQ(problem([](Gemm& g) { g.a_stride = 1; }), "gemm: the rows of A are longer than a_stride");
  EXPECT_EQ(problem([](Gemm& g) { g.b_stride = 1; }), "gemm: the rows of B are longer than b_stride");
  EXPECT_EQ(problem([](Gemm& g) { g.c_stride = 1; }), "gemm: the rows of C are longer than c_stride");
  EXPECT_EQ(problem([](Gemm& g) { g.a = nullptr; }), "gemm: an operand is null");
  EXPECT_EQ(problem([](Gemm& g) { g.c = g.c - 8; }), "gemm: C overlaps A or B");
  EXPECT_EQ(problem([](Gemm& g) { g.m = SIZE_MAX / 2; }), "gemm: a matrix exceeds the address space");
  EXPECT_EQ(problem([](Gemm& g) { g.m = g.n = g.k = 0, g.a = g.b = g.c = nullptr; }), "");
  const PackedMatrix packed(p, 3, 3, 3);
  EXPECT_EQ(problem([&](Gemm& g) { g.packed = &packed; }), "gemm: the packed matrix is not k x n");
  EXPECT_DEATH(gemm({2, 2, 2, p, 1, p, 2, p, 2}), "gemm.cpp:[0-9]+: gemm: the rows of A are longer than a_stride");
}

}  // namespace
}  // namespace kernels
