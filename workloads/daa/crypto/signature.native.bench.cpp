// Token transfers of 128 bytes, each signed by another agent, verified: together with keys that signed before (own),
// together with keys that are new each time (impl=unknown_keys), one by one as libsodium does (impl=single).
#include <random>

#include "harness/bench/bench.h"
#include "workloads/daa/crypto/batch_verifier.h"

namespace {

using namespace bench;
using namespace workloads::daa::crypto;

struct Post {
  Post(std::size_t count, std::size_t kept_keys) : verifier(kept_keys) {
    std::mt19937_64 random(7);
    messages.resize(count);
    for (auto& message : messages) {
      for (auto& byte : message) byte = std::uint8_t(random());
      Bytes32 seed;
      for (auto& byte : seed) byte = std::uint8_t(random());
      const KeyPair keys = keys_from(seed);
      all.push_back({message, sign(message, keys.secret), keys.open});
    }
  }
  // None is invalid as they are, and the one that is changed is found.
  std::string problem(std::size_t invalid) {
    if (invalid != 0) return std::to_string(invalid) + " of " + std::to_string(all.size()) + " are refused";
    const std::size_t place = all.size() / 2;
    all[place].signature[40] ^= 1;
    const std::vector<std::size_t> found = verifier.invalid(all);
    all[place].signature[40] ^= 1;
    return found == std::vector<std::size_t>{place} ? "" : "a wrong signature is not found";
  }
  std::vector<std::array<std::uint8_t, 128>> messages;
  std::vector<Signed> all;
  BatchVerifier verifier;
};

std::unique_ptr<Work> together(const Params& p, std::size_t kept_keys) {
  auto post = std::make_shared<Post>(std::size_t(p["batch"]), kept_keys);
  return op([post] { return post->verifier.invalid(post->all).size(); })
      .items(double(p["batch"]))
      .expect([post](std::size_t invalid) { return post->problem(invalid); });
}

std::unique_ptr<Work> single(const Params& p) {
  auto post = std::make_shared<Post>(std::size_t(p["batch"]), 0);
  return op([post] {
           std::size_t invalid = 0;
           for (const Signed& one : post->all) invalid += !verify(one.message, one.signature, one.key);
           return invalid;
         })
      .items(double(p["batch"]))
      .expect([post](std::size_t invalid) { return post->problem(invalid); });
}

BENCH({.name = "daa/signature", .params = grid("batch", {1, 8, 64}), .make = [](const Params& p) {
         return together(p, 1024);
       }});
BENCH({.name = "daa/signature", .params = grid("batch", {8, 64}), .impl = "unknown_keys", .make = [](const Params& p) {
         return together(p, 0);
       }});
BENCH({.name = "daa/signature", .params = grid("batch", {1, 8, 64}), .impl = "single", .make = single});

}  // namespace
