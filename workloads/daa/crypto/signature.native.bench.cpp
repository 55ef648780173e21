// Token transfers of 128 bytes, each signed by another agent, verified: together with keys that signed before (own),
// together with keys that are new each time (impl=unknown_keys), one by one by the same arithmetic with nothing worked
// out beforehand (impl=plain), one by one as libsodium does (impl=single).
#include <random>

#include "harness/bench/bench.h"
#include "workloads/daa/crypto/batch_verifier.h"
#include "workloads/daa/crypto/plain_verify.h"

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
  // None is invalid as they are, and `find` finds the one that is changed.
  template <class Find>
  std::string problem(std::size_t invalid, Find find) {
    if (invalid != 0) return std::to_string(invalid) + " of " + std::to_string(all.size()) + " are refused";
    const std::size_t place = all.size() / 2;
    all[place].signature[40] ^= 1;
    const std::vector<std::size_t> found = find(all);
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
      .expect([post](std::size_t invalid) {
        return post->problem(invalid, [&](const std::vector<Signed>& all) { return post->verifier.invalid(all); });
      });
}

template <class IsValid>
std::unique_ptr<Work> one_by_one(const Params& p, IsValid is_valid) {
  auto post = std::make_shared<Post>(std::size_t(p["batch"]), 0);
  return op([=] {
           std::size_t invalid = 0;
           for (const Signed& one : post->all) invalid += !is_valid(one);
           return invalid;
         })
      .items(double(p["batch"]))
      .expect([=](std::size_t invalid) {
        return post->problem(invalid, [&](const std::vector<Signed>& all) {
          std::vector<std::size_t> found;
          for (std::size_t i = 0; i < all.size(); ++i) {
            if (!is_valid(all[i])) found.push_back(i);
          }
          return found;
        });
      });
}

BENCH({.name = "daa/signature", .params = grid("batch", {1, 8, 64}), .make = [](const Params& p) {
         return together(p, 1024);
       }});
BENCH({.name = "daa/signature", .params = grid("batch", {8, 64}), .impl = "unknown_keys", .make = [](const Params& p) {
         return together(p, 0);
       }});
BENCH({.name = "daa/signature", .params = grid("batch", {64}), .impl = "plain", .make = [](const Params& p) {
         return one_by_one(p, plain_verify);
       }});
BENCH({.name = "daa/signature", .params = grid("batch", {1, 8, 64}), .impl = "single", .make = [](const Params& p) {
         return one_by_one(p, [](const Signed& one) { return verify(one.message, one.signature, one.key); });
       }});

}  // namespace
