#include "kernels/byte_planes.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

using word = vec<std::uint32_t>;
constexpr size together = lanes<std::uint32_t>;

}  // namespace

void split_planes(const std::uint8_t* words, std::uint8_t* planes, size n) {
  size i = 0;
  for (; i + together <= n; i += together) {
    const word x = load_at<std::uint32_t>(words + 4 * i);
    store_bytes(planes + i, x);
    store_bytes(planes + n + i, shift_right<8>(x));
    store_bytes(planes + 2 * n + i, shift_right<16>(x));
    store_bytes(planes + 3 * n + i, shift_right<24>(x));
  }
  for (; i < n; ++i) {
    for (size p = 0; p < 4; ++p) planes[p * n + i] = words[4 * i + p];
  }
}

void join_planes(const std::uint8_t* planes, std::uint8_t* words, size n) {
  size i = 0;
  for (; i + together <= n; i += together) {
    const word low = load_bytes(planes + i) | shift_left<8>(load_bytes(planes + n + i));
    const word high = load_bytes(planes + 2 * n + i) | shift_left<8>(load_bytes(planes + 3 * n + i));
    store_at(words + 4 * i, low | shift_left<16>(high));
  }
  for (; i < n; ++i) {
    for (size p = 0; p < 4; ++p) words[4 * i + p] = planes[p * n + i];
  }
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(split_planes)
KERNEL_EXPORT(join_planes)
