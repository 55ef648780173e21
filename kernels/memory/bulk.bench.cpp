// An agent's memory cleared and copied, against the C library.
#include "kernels/memory/bulk.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "harness/bench/bench.h"

namespace {

using namespace bench;

struct Blocks {
  explicit Blocks(std::size_t bytes) : from(bytes), to(bytes + 1, 7) {
    for (std::size_t i = 0; i < bytes; ++i) from[i] = std::uint8_t(i * 31 + i / 256 + 1);
  }
  std::string problem(bool cleared) const {
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (to[i] != (cleared ? 0 : from[i])) return "byte " + std::to_string(i) + " is wrong";
    }
    return to.back() == 7 ? "" : "the byte behind the block was touched";
  }
  std::vector<std::uint8_t> from, to;
};

template <class Run>
std::unique_ptr<Work> clear_case(const Params& p, Run run) {
  auto blocks = std::make_shared<Blocks>(std::size_t(p["bytes"]));
  return op([=] { run(*blocks); }).bytes(double(blocks->from.size())).expect([=] { return blocks->problem(true); });
}

// Looks at every size up to some vectors at every place within one, before the two that are timed: under WebAssembly
// the C library's copy is ours (bulk.simd.cpp).
template <class Copy>
std::string copies(Copy copy) {
  constexpr std::size_t longest = 200, places = 64, around = 8;
  std::vector<std::uint8_t> from(longest + places), to(longest + places + 2 * around);
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = std::uint8_t(i * 37 + 1);
  for (std::size_t bytes = 0; bytes <= longest; ++bytes) {
    for (std::size_t place = 0; place < places; ++place) {
      const std::size_t out = around + place * 5 % places;
      std::fill(to.begin(), to.end(), std::uint8_t{0});
      copy(&to[out], &from[place], bytes);
      for (std::size_t i = 0; i < to.size(); ++i) {
        const std::uint8_t want = i >= out && i < out + bytes ? from[place + i - out] : std::uint8_t{0};
        if (to[i] != want) return std::to_string(bytes) + " bytes: byte " + std::to_string(i) + " is wrong";
      }
    }
  }
  return "";
}

template <class Copy>
std::unique_ptr<Work> copy_case(const Params& p, Copy copy) {
  const std::string problem = copies(copy);
  auto blocks = std::make_shared<Blocks>(std::size_t(p["bytes"]));
  return op([=] { copy(blocks->to.data(), blocks->from.data(), blocks->from.size()); })
      .bytes(double(blocks->from.size()))
      .expect([=] { return problem.empty() ? blocks->problem(false) : problem; });
}

const std::vector<Params> sizes = grid("bytes", {1024, 16384});

BENCH({.name = "memory/clear", .params = sizes, .make = [](const Params& p) {
         return clear_case(p, [](Blocks& b) { kernels::clear_bytes(b.to.data(), b.from.size()); });
       }});
BENCH({.name = "memory/clear", .params = sizes, .impl = "libc", .make = [](const Params& p) {
         return clear_case(p, [](Blocks& b) { std::memset(b.to.data(), 0, b.from.size()); });
       }});
BENCH({.name = "memory/copy", .params = sizes, .make = [](const Params& p) {
         return copy_case(p,
                          [](void* to, const void* from, std::size_t bytes) { kernels::copy_bytes(to, from, bytes); });
       }});
BENCH({.name = "memory/copy", .params = sizes, .impl = "libc", .make = [](const Params& p) {
         return copy_case(p, [](void* to, const void* from, std::size_t bytes) { std::memcpy(to, from, bytes); });
       }});

}  // namespace
