// relu, sigmoid and tanh on every instruction set: accuracy against double over the whole range, awkward lengths,
// special values.
#include <Eigen/Dense>
#include <cmath>
#include <limits>

#include "kernels/relu.h"
#include "kernels/sigmoid.h"
#include "kernels/tanh.h"
#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

using Elementwise = Kernel<void(const float*, float*, std::size_t)>;
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

struct Function {
  const char* name;
  const Elementwise& kernel;
  double (*reference)(double);
  double ulp_limit;
  double avx512_ulp_limit = ulp_limit;
  double limit_of(Isa isa) const { return std::string(kernels::name(isa)) == "avx512" ? avx512_ulp_limit : ulp_limit; }
};

// Printed instead of the bytes of the struct.
void PrintTo(const Function& f, std::ostream* out) { *out << f.name; }

double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }
double relu_of(double x) { return x > 0 ? x : 0; }
double tanh_of(double x) { return std::tanh(x); }

// The distance in units of the last place that float has at `want`; the spacing of denormal numbers below its range.
double ulps(float got, double want) {
  const int exponent = std::max(std::ilogb(want), -126);
  return want == got ? 0 : std::abs(double(got) - want) / std::ldexp(1.0, exponent - 23);
}

class Each : public ::testing::TestWithParam<Function> {};

TEST_P(Each, IsAccurateOverTheWholeRange) {
  // Every 4099th float of either sign, from denormal to infinity, then the interesting part more closely.
  std::vector<float> x;
  for (std::uint32_t bits = 0; bits < 0x7f800000u; bits += 4099) {
    x.push_back(__builtin_bit_cast(float, bits));
    x.push_back(-x.back());
  }
  for (float v : random_floats(200000, 1, -20, 20)) x.push_back(v);
  for (float v : random_floats(50000, 2, -110, -80)) x.push_back(v);
  const Function& f = GetParam();
  for_each_isa([&](Isa isa) {
    std::vector<float> y(x.size());
    f.kernel[isa](x.data(), y.data(), x.size());
    double worst = 0;
    float worst_at = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double distance = ulps(y[i], f.reference(x[i]));
      if (!(distance <= worst)) worst = distance, worst_at = x[i];
    }
    RecordProperty("worst_ulp_" + std::string(name(isa)), std::to_string(worst) + " at " + std::to_string(worst_at));
    EXPECT_LE(worst, f.limit_of(isa)) << "at " << worst_at;
  });
}

TEST_P(Each, TakesAnyLengthAndAlignmentAndWritesNothingElse) {
  const Function& f = GetParam();
  for_each_isa([&](Isa isa) {
    for (std::size_t n : awkward_sizes) {
      for (std::size_t offset : Sizes{0, 1, 3}) {
        const auto x = random_floats(n + offset, 3, -9, 9);
        std::vector<float> y(n + offset + 1, 42.0f);
        f.kernel[isa](x.data() + offset, y.data() + offset, n);
        for (std::size_t i = 0; i < offset; ++i) ASSERT_EQ(y[i], 42.0f);
        ASSERT_EQ(y[n + offset], 42.0f) << "n=" << n;
        for (std::size_t i = offset; i < n + offset; ++i) {
          ASSERT_LE(ulps(y[i], f.reference(x[i])), f.ulp_limit) << "n=" << n << " i=" << i;
        }
        auto in_place = x;
        f.kernel[isa](in_place.data() + offset, in_place.data() + offset, n);
        ASSERT_TRUE(
            std::equal(in_place.begin() + std::ptrdiff_t(offset), in_place.end(), y.begin() + std::ptrdiff_t(offset)));
      }
    }
  });
}

TEST_P(Each, TreatsAnElementAlikeWhereverItStands) {
  const Function& f = GetParam();
  for_each_isa([&](Isa isa) {
    const std::vector<float> x(67, 0.7312f);
    std::vector<float> y(67);
    f.kernel[isa](x.data(), y.data(), x.size());
    for (float value : y) EXPECT_EQ(value, y[0]);
  });
}

TEST_P(Each, HandlesSpecialValues) {
  const Function& f = GetParam();
  for_each_isa([&](Isa isa) {
    for (std::size_t n : Sizes{1, 16, 33}) {
      for (float special : {infinity, -infinity, 0.0f, -0.0f, nan, std::numeric_limits<float>::max()}) {
        const std::vector<float> x(n, special);
        std::vector<float> y(n);
        f.kernel[isa](x.data(), y.data(), n);
        for (float got : y) {
          if (std::isnan(special)) {
            EXPECT_TRUE(std::isnan(got));
          } else {
            EXPECT_EQ(got, float(f.reference(special))) << special;
          }
        }
      }
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Elementwise, Each,
                         ::testing::Values(Function{"relu", relu, relu_of, 0},
                                           Function{"sigmoid", sigmoid, sigmoid_of, 2.5, 1.8},
                                           Function{"tanh", tanh, tanh_of, 3, 3.5}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Tanh, KeepsTheSignOfZero) {
  for_each_isa([](Isa isa) {
    const float x = -0.0f;
    float y = 1;
    kernels::tanh[isa](&x, &y, 1);
    EXPECT_TRUE(std::signbit(y));
  });
}

TEST(Relu, AgreesWithEigen) {
  const auto x = random_floats(1009, 4);
  std::vector<float> y(x.size());
  relu(x.data(), y.data(), x.size());
  const Eigen::Map<const Eigen::ArrayXf> in(x.data(), 1009), out(y.data(), 1009);
  EXPECT_TRUE((in.max(0.0f) == out).all());
}

}  // namespace
}  // namespace kernels
