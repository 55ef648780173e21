// SHA-256 of 64 messages, vote-sized and of a kilobyte, many at once against one after the other.
#include "kernels/sha256.h"

#include <vector>

#include "harness/bench/bench.h"
#include "kernels/naive.h"

namespace {

using namespace bench;

struct Messages {
  static constexpr std::size_t count = 64;
  explicit Messages(std::size_t size)
      : bytes(size), text(count * size), digests(count * kernels::sha256_bytes), want(digests) {
    std::uint64_t state = 1;
    for (auto& byte : text) byte = std::uint8_t((state = state * 6364136223846793005u + 1442695040888963407u) >> 56);
    for (std::size_t i = 0; i < count; ++i) {
      pointers.push_back(text.data() + i * bytes);
      kernels::naive::sha256(pointers[i], bytes, want.data() + i * kernels::sha256_bytes);
    }
  }
  std::size_t bytes;
  std::vector<std::uint8_t> text, digests, want;
  std::vector<const std::uint8_t*> pointers;
};

template <class Hash>
std::unique_ptr<Work> hash(const Params& p, Hash run) {
  auto m = std::make_shared<Messages>(std::size_t(p["bytes"]));
  return op([m, run] { run(*m); })
      .bytes(double(Messages::count * m->bytes))
      .items(double(Messages::count))
      .expect([m]() -> std::string { return m->digests == m->want ? "" : "a digest is wrong"; });
}

BENCH({.name = "daa/sha256", .params = grid("bytes", {100, 1024}), .make = [](const Params& p) {
         return hash(p, [](Messages& m) { kernels::sha256(m.pointers.data(), m.bytes, m.count, m.digests.data()); });
       }});
BENCH({.name = "daa/sha256", .params = grid("bytes", {100, 1024}), .impl = "naive", .make = [](const Params& p) {
         return hash(p, [](Messages& m) {
           for (std::size_t i = 0; i < m.count; ++i)
             kernels::naive::sha256(m.pointers[i], m.bytes, m.digests.data() + i * kernels::sha256_bytes);
         });
       }});

}  // namespace
