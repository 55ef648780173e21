#include "kernels/rate_shares.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

using word = vec<std::uint64_t>;

// The upper half times the rate is whole after the division; only the lower half's product is rounded down.
KERNEL_INLINE word share(word amount, word rate) {
  return multiply_low(shift_right<32>(amount), rate) + shift_right<32>(multiply_low(amount, rate));
}

}  // namespace

std::uint64_t rate_shares(const std::uint64_t* amounts, std::uint32_t rate, std::uint64_t* shares, size n) {
  constexpr size together = lanes<std::uint64_t>;
  const word rates(std::uint64_t{rate});
  word sums(std::uint64_t{0});
  size i = 0;
  for (; i + together <= n; i += together) {
    const word taken = share(load(amounts + i), rates);
    store(shares + i, taken);
    sums += taken;
  }
  std::uint64_t lane[together], total = 0;
  store(lane, sums);
  for (const std::uint64_t sum : lane) total += sum;
  for (; i < n; ++i) {
    const std::uint64_t amount = amounts[i];
    total += shares[i] = (amount >> 32) * rate + (std::uint64_t(std::uint32_t(amount)) * rate >> 32);
  }
  return total;
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(rate_shares)
