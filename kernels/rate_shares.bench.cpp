// What a rate takes of the balances of 4096 accounts, as an epoch of a market does.
#include "kernels/rate_shares.h"

#include <vector>

#include "harness/bench/bench.h"

namespace {

using namespace bench;

__extension__ using wide = unsigned __int128;
constexpr std::uint32_t rate = 42949673;  // a hundredth

// The loop that a C++ programmer would write: the compiler has a product of 128 bits for it.
std::uint64_t naive(const std::uint64_t* amounts, std::uint32_t of, std::uint64_t* shares, std::size_t n) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < n; ++i) total += shares[i] = std::uint64_t(wide(amounts[i]) * of >> 32);
  return total;
}

template <class Shares>
std::unique_ptr<Work> shares_case(const Params& p, Shares take) {
  struct Accounts {
    std::vector<std::uint64_t> amounts, shares, want;
    std::uint64_t total = 0;
  };
  const auto n = std::size_t(p["accounts"]);
  auto a = std::make_shared<Accounts>(
      Accounts{std::vector<std::uint64_t>(n), std::vector<std::uint64_t>(n), std::vector<std::uint64_t>(n)});
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < n; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    a->amounts[i] = state >> (1 + i % 40);
    a->total += a->want[i] = std::uint64_t(wide(a->amounts[i]) * rate >> 32);
  }
  return op([=] { return take(a->amounts.data(), rate, a->shares.data(), n); })
      .items(double(n))
      .expect([a](std::uint64_t total) {
        return total == a->total && a->shares == a->want ? "" : "a share is not what the rate takes";
      });
}

BENCH({.name = "daa/rate_shares", .params = grid("accounts", {4096}), .tags = {"gate"}, .make = [](const Params& p) {
         return shares_case(p, [](auto... x) { return kernels::rate_shares(x...); });
       }});
BENCH({.name = "daa/rate_shares", .params = grid("accounts", {4096}), .impl = "naive", .make = [](const Params& p) {
         return shares_case(p, naive);
       }});

}  // namespace
