// The peak's work is really done: its values go where the recurrence takes them, on every instruction set.
#include "kernels/fma_peak.h"

#include "kernels/testing.h"

namespace kernels {
namespace {

TEST(FmaPeak, EveryChainFollowsTheRecurrence) {
  testing::for_each_isa([](Isa isa) {
    EXPECT_EQ(fma_peak[isa](0), 5.5f) << "the mean of 0 to 11";
    EXPECT_FLOAT_EQ(fma_peak[isa](1), 1 + 4.5f / 256) << "halved eight times towards 1";
    EXPECT_EQ(fma_peak[isa](100), 1);
    EXPECT_EQ(fma_peak_flops[isa]() % 192, 0u);
  });
}

}  // namespace
}  // namespace kernels
