// Verifies many Ed25519 signatures at once, several times as fast as one by one: a random combination of all equations
// S B = R + h A holds, except with probability 2^-128, only if each of them does. What is public alone is computed
// here, in time that depends on it; signing is libsodium's.
//
// A batch accepts what crypto::verify() accepts, with one exception that only a signer can bring about: eight times the
// sum is compared, so a signature whose R or key the signer has shifted by a point of small order passes in a batch and
// may not by itself. Whatever else is odd (encodings that are not the one, S from L on, R or keys of small order) is
// handed to verify(). If the sum does not fit, every signature is verified by itself.
//
// Sources: M. Bellare et al., "Fast batch verification for modular exponentiation and digital signatures", 1998;
// D. J. Bernstein et al., "High-speed high-security signatures", 2011; what implementations accept: K. Chalkias,
// F. Garillot, V. Nikolaenko, "Taming the many EdDSAs", 2020.
#pragma once

#include <deque>
#include <list>
#include <map>
#include <vector>

#include "workloads/daa/crypto/libsodium.h"
#include "workloads/daa/crypto/multi_scalar.h"

namespace workloads::daa::crypto {

struct Signed {
  Message message;
  Signature signature;
  PublicKey key;
};

class BatchVerifier {
 public:
  // Keeps multiples of the last `kept_keys` keys, 5 KiB each: agents sign again and again. The key that was used
  // longest ago goes for a new one, but none of the same 128 signatures; what has no room then is not kept. 0 keeps
  // none.
  explicit BatchVerifier(std::size_t kept_keys = 1024);
  // Returns which are not valid, ascending. Any number.
  std::vector<std::size_t> invalid(std::span<const Signed> all);
  std::size_t keys() const { return kept_.size(); }
  bool keeps(const PublicKey& key) const { return kept_.contains(key); }
  // How many signatures had to be verified by themselves, so far.
  std::uint64_t verified_alone() const { return verified_alone_; }

 private:
  using Multiples = std::vector<Addend>;
  using Points = std::map<PublicKey, std::optional<Point>>;  // nothing for a key that is no point
  struct Kept {
    Multiples multiples;
    std::uint64_t batch;  // the last that used it
    std::list<PublicKey>::iterator place;
  };
  bool make_room();
  Points new_keys(std::span<const Signed> part);
  const Multiples* multiples_of(const PublicKey& key, const Points& new_points, std::deque<Multiples>& of_this_batch);
  bool verify_together(std::span<const Signed> part, std::vector<std::size_t>& odd);

  std::size_t kept_keys_;
  std::uint64_t verified_alone_ = 0;
  Multiples base_;
  std::map<PublicKey, Kept> kept_;
  std::list<PublicKey> by_use_;  // the one that was used last is last
  std::uint64_t batch_ = 0;
  MultiScalar terms_;
};

}  // namespace workloads::daa::crypto
