#include "kernels/memory/bulk.h"

#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;
using Bytes = std::vector<std::uint8_t>;

TEST(Bulk, TouchesEveryByteOfTheBlockAndNoOther) {
  std::mt19937 random(1);
  for (const std::size_t bytes : awkward_sizes) {
    for (std::size_t offset = 0; offset < 3; ++offset) {
      Bytes source(bytes + 3);
      for (std::uint8_t& byte : source) byte = std::uint8_t(random());
      for_each_isa([&](Isa isa) {
        Bytes block(bytes + 4, 9), want(block);
        std::fill_n(want.begin() + std::ptrdiff_t(offset), bytes, 0);
        clear_bytes[isa](block.data() + offset, bytes);
        ASSERT_EQ(block, want) << bytes << " from " << offset;
        std::copy_n(source.begin() + 1, bytes, want.begin() + std::ptrdiff_t(offset));
        copy_bytes[isa](block.data() + offset, source.data() + 1, bytes);
        ASSERT_EQ(block, want) << bytes << " from " << offset;
      });
    }
  }
}

}  // namespace
}  // namespace kernels
