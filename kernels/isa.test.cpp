#include "kernels/isa.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "kernels/dot.h"

namespace kernels {
namespace {

// What ran at start must come back, whatever a test forced.
class Dispatch : public ::testing::Test {
 protected:
  void TearDown() override { ASSERT_TRUE(force(name(at_start_))); }
  Isa at_start_ = current();
};

TEST_F(Dispatch, ScalarIsAlwaysTheLastResort) {
  EXPECT_EQ(supported().back(), Isa::scalar);
  EXPECT_EQ(supported().front(), best());
}

TEST_F(Dispatch, ForceSelectsEverySupportedOneAndRefusesTheRest) {
  for (int i = 0; i < isa_count; ++i) {
    const bool here = std::find(supported().begin(), supported().end(), Isa(i)) != supported().end();
    EXPECT_EQ(force(name(Isa(i))), here) << name(Isa(i));
    EXPECT_EQ(current() == Isa(i), here);
  }
  const Isa before = current();
  for (const char* wrong : {"", "avx", "AVX2", "avx2 ", "mmx"}) EXPECT_FALSE(force(wrong)) << wrong;
  EXPECT_EQ(current(), before);
}

TEST_F(Dispatch, TheVariantsAreDifferentFunctions) {
  for (int i = 1; i < isa_count; ++i) EXPECT_NE(dot[Isa(i)], dot[Isa::scalar]) << name(Isa(i));
}

TEST_F(Dispatch, TheEnvironmentChoosesAtStartAndAWrongNameEndsTheProgram) {
  const char* old = std::getenv("SWARMPERF_ISA");
  const std::string kept = old ? old : "";
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";  // starts this program anew, so that start-up code runs again
  ::setenv("SWARMPERF_ISA", "scalar", 1);
  EXPECT_EXIT(std::_Exit(current() == Isa::scalar ? 7 : 8), ::testing::ExitedWithCode(7), "");
  ::setenv("SWARMPERF_ISA", "mmx", 1);
  EXPECT_EXIT(std::_Exit(7), ::testing::ExitedWithCode(2), "SWARMPERF_ISA=mmx: .* scalar");
  if (old) {
    ::setenv("SWARMPERF_ISA", kept.c_str(), 1);
  } else {
    ::unsetenv("SWARMPERF_ISA");
  }
}

}  // namespace
}  // namespace kernels
