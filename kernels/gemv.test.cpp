#include "kernels/gemv.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

// y = alpha op(A) x + beta y with pointers and rows `gap` floats off; every element against double, and nothing else
// written.
void check(Isa isa, std::size_t m, std::size_t n, bool transpose, std::size_t gap, float alpha, float beta) {
  SCOPED_TRACE("m=" + std::to_string(m) + " n=" + std::to_string(n) + " transpose=" + std::to_string(transpose) +
               " gap=" + std::to_string(gap) + " beta=" + std::to_string(beta));
  const std::size_t stride = n + gap, in = transpose ? m : n, out = transpose ? n : m;
  const auto a = random_floats(m * stride + gap, 1), x = random_floats(in + gap, 2);
  const auto was = beta == 0 ? std::vector<float>(out + gap + 1, nan) : random_floats(out + gap + 1, 3);
  auto y = was;
  const float* first = a.data() + gap;
  gemv_in[isa]({m, n, first, stride, x.data() + gap, y.data() + gap, alpha, beta, transpose});
  for (std::size_t i = 0; i < out; ++i) {
    double want = 0;
    for (std::size_t j = 0; j < in; ++j)
      want += double(first[transpose ? j * stride + i : i * stride + j]) * x[gap + j];
    want *= alpha;
    if (beta != 0) want += double(beta) * was[gap + i];
    ASSERT_NEAR(y[gap + i], want, 2e-7 * double(in + 2)) << "at " << i;
  }
  if (beta != 0) {
    for (std::size_t i = 0; i < gap; ++i) ASSERT_EQ(y[i], was[i]) << "wrote in front";
    ASSERT_EQ(y[gap + out], was[gap + out]) << "wrote behind";
  } else {
    ASSERT_TRUE(std::isnan(y[gap + out])) << "wrote behind";
  }
}

TEST(Gemv, AgreesWithDoubleOnEveryIsa) {
  for_each_isa([](Isa isa) {
    for (std::size_t m : Sizes{0, 1, 2, 3, 4, 5, 7, 8, 31, 64, 127}) {
      for (std::size_t n : Sizes{0, 1, 3, 4, 8, 15, 16, 17, 33, 64, 127, 128, 129, 200, 257}) {
        const std::size_t gap = (m + n) % 4;
        for (bool transpose : {false, true}) {
          check(isa, m, n, transpose, gap, 1, 0);
          check(isa, m, n, transpose, gap, -0.5f, 2);
        }
      }
    }
  });
}

TEST(Gemv, AgreesWithDoubleWhereTheMatrixExceedsTheCaches) {
  for_each_isa([](Isa isa) {
    for (bool transpose : {false, true}) {
      check(isa, 131, 2065, transpose, 1, 1, 0);
      check(isa, 131, 2065, transpose, 3, -0.5f, 2);
      check(isa, 2065, 131, transpose, 0, 2, 0);
    }
  });
}

TEST(Gemv, NaNAndInfinityComeThrough) {
  for_each_isa([](Isa isa) {
    for (bool transpose : {false, true}) {
      std::vector<float> a(37 * 37, 1.0f), x(37, 1.0f), y(37);
      a[5 * 37 + 9] = std::numeric_limits<float>::infinity();
      a[6 * 37 + 36] = nan;
      gemv_in[isa]({37, 37, a.data(), 37, x.data(), y.data(), 1, 0, transpose});
      EXPECT_EQ(y[transpose ? 9 : 5], a[5 * 37 + 9]);
      EXPECT_TRUE(std::isnan(y[transpose ? 36 : 6]));
      EXPECT_EQ(y[0], 37);
    }
  });
}

TEST(Gemv, NamesWhatIsWrong) {
  std::vector<float> a(12), x(4), y(4);
  const Gemv good = {3, 4, a.data(), 4, x.data(), y.data()};
  const auto with = [&](auto change) {
    Gemv g = good;
    change(g);
    const char* problem = gemv_problem(g);
    return std::string(problem ? problem : "");
  };
  EXPECT_EQ(with([](Gemv&) {}), "");
  EXPECT_EQ(with([](Gemv& g) { g.transpose = true; }), "");
  EXPECT_EQ(with([](Gemv& g) { g.a_stride = 3; }), "gemv: the rows of A are longer than a_stride");
  EXPECT_EQ(with([](Gemv& g) { g.a = nullptr; }), "gemv: an operand is null");
  EXPECT_EQ(with([](Gemv& g) { g.x = nullptr; }), "gemv: an operand is null");
  EXPECT_EQ(with([](Gemv& g) { g.y = nullptr; }), "gemv: an operand is null");
  EXPECT_EQ(with([](Gemv& g) { g.m = g.a_stride = SIZE_MAX / 4; }), "gemv: an operand exceeds the address space");
  EXPECT_EQ(with([&](Gemv& g) { g.y = x.data() + 1; }), "gemv: y overlaps A or x");
  EXPECT_EQ(with([&](Gemv& g) { g.y = a.data() + 11; }), "gemv: y overlaps A or x");
  EXPECT_EQ(with([](Gemv& g) {
              g.m = 0;
              g.a = nullptr;
              g.y = nullptr;
            }),
            "");
}

TEST(GemvDeathTest, AWrongShapeEndsTheProgramInEveryBuild) {
  std::vector<float> a(12), x(4), y(4);
  EXPECT_DEATH(gemv({3, 4, a.data(), 3, x.data(), y.data()}), "gemv: the rows of A are longer than a_stride");
}

}  // namespace
}  // namespace kernels
