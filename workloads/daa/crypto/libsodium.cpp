#include "workloads/daa/crypto/libsodium.h"

#include <sodium.h>

#include <algorithm>

#include "kernels/check.h"

namespace workloads::daa::crypto {
namespace {

[[maybe_unused]] const bool ready = [] {
  KERNEL_CHECK(sodium_init() >= 0, "libsodium does not start: it finds no source of randomness");
  return true;
}();

constexpr Scalar order = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                          0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                          0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

}  // namespace

KeyPair keys_from(const Bytes32& seed) {
  KeyPair keys;
  crypto_sign_seed_keypair(keys.open.data(), keys.secret.data(), seed.data());
  return keys;
}

Signature sign(Message message, const SecretKey& key) {
  Signature signature;
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), key.data());
  return signature;
}

bool verify(Message message, const Signature& signature, const PublicKey& key) {
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

bool is_reduced(const Scalar& s) {
  for (std::size_t i = 32; i-- > 0;) {
    if (s[i] != order[i]) return s[i] < order[i];
  }
  return false;
}

Scalar hash_to_scalar(std::initializer_list<Message> parts) {
  crypto_hash_sha512_state state;
  crypto_hash_sha512_init(&state);
  for (const Message& part : parts) crypto_hash_sha512_update(&state, part.data(), part.size());
  std::array<std::uint8_t, 64> hash;
  crypto_hash_sha512_final(&state, hash.data());
  Scalar scalar;
  crypto_core_ed25519_scalar_reduce(scalar.data(), hash.data());
  return scalar;
}

Scalar product(const Scalar& a, const Scalar& b) {
  Scalar out;
  crypto_core_ed25519_scalar_mul(out.data(), a.data(), b.data());
  return out;
}

Scalar sum(const Scalar& a, const Scalar& b) {
  Scalar out;
  crypto_core_ed25519_scalar_add(out.data(), a.data(), b.data());
  return out;
}

Scalar negative(const Scalar& a) {
  Scalar out;
  crypto_core_ed25519_scalar_negate(out.data(), a.data());
  return out;
}

std::vector<Scalar> random_halves(std::size_t count) {
  std::vector<std::uint8_t> bytes(16 * count);
  randombytes_buf(bytes.data(), bytes.size());  // a system call, so one for all
  std::vector<Scalar> out(count);
  for (std::size_t i = 0; i < count; ++i) std::copy_n(&bytes[16 * i], 16, out[i].begin());
  return out;
}

}  // namespace workloads::daa::crypto
