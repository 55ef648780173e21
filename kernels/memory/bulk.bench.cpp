// An agent's memory cleared and copied, against the C library.
#include "kernels/memory/bulk.h"

#include <cstring>
#include <vector>

#include "harness/bench/bench.h"

namespace {

using namespace bench;

struct Blocks {
  explicit Blocks(std::size_t bytes) : from(bytes), to(bytes + 1, 7) {
    for (std::size_t i = 0; i < bytes; ++i) from[i] = std::uint8_t(i * 31 + i / 256 + 1);
  }
  std::vector<std::uint8_t> from, to;
};

template <class Run>
std::unique_ptr<Work> bulk_case(const Params& p, bool cleared, Run run) {
  auto blocks = std::make_shared<Blocks>(std::size_t(p["bytes"]));
  return op([=] { run(*blocks); }).bytes(double(blocks->from.size())).expect([=]() -> std::string {
    for (std::size_t i = 0; i < blocks->from.size(); ++i) {
      if (blocks->to[i] != (cleared ? 0 : blocks->from[i])) return "byte " + std::to_string(i) + " is wrong";
    }
    return blocks->to.back() == 7 ? "" : "the byte behind the block was touched";
  });
}

const std::vector<Params> sizes = grid("bytes", {1024, 16384});

BENCH({.name = "memory/clear", .params = sizes, .make = [](const Params& p) {
         return bulk_case(p, true, [](Blocks& b) { kernels::clear_bytes(b.to.data(), b.from.size()); });
       }});
BENCH({.name = "memory/clear", .params = sizes, .impl = "libc", .make = [](const Params& p) {
         return bulk_case(p, true, [](Blocks& b) { std::memset(b.to.data(), 0, b.from.size()); });
       }});
BENCH({.name = "memory/copy", .params = sizes, .make = [](const Params& p) {
         return bulk_case(p, false, [](Blocks& b) { kernels::copy_bytes(b.to.data(), b.from.data(), b.from.size()); });
       }});
BENCH({.name = "memory/copy", .params = sizes, .impl = "libc", .make = [](const Params& p) {
         return bulk_case(p, false, [](Blocks& b) { std::memcpy(b.to.data(), b.from.data(), b.from.size()); });
       }});

}  // namespace
