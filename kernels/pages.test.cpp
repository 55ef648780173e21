#include "kernels/pages.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>

namespace kernels {
namespace {

TEST(Pages, BeginAtALineOrAtAHugePageAndHoldWhatWasAskedFor) {
  constexpr std::size_t mebi_floats = (std::size_t{1} << 20) / sizeof(float);
  const struct {
    std::size_t floats, alignment_bytes;
  } cases[] = {{0, 64},
               {1, 64},
               {1000, 64},
               {mebi_floats * 3 / 2 - 1, 64},
               {mebi_floats * 3 / 2, std::size_t{2} << 20},
               {mebi_floats * 5 + 1, std::size_t{2} << 20}};
  for (const auto& c : cases) {
    const Pages pages(c.floats);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(pages.get()) % c.alignment_bytes, 0u) << c.floats;
    for (std::size_t i = 0; i < c.floats; ++i) pages.get()[i] = static_cast<float>(i % 1024);
    for (std::size_t i = 0; i < c.floats; ++i) ASSERT_EQ(pages.get()[i], static_cast<float>(i % 1024)) << c.floats;
  }
}

TEST(Pages, AreNoneUntilAskedForAndMove) {
  Pages to;
  EXPECT_EQ(to.get(), nullptr);
  Pages from(16);
  const float* memory = from.get();
  to = std::move(from);
  EXPECT_EQ(to.get(), memory);
}

}  // namespace
}  // namespace kernels
