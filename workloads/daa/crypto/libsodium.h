// What libsodium does for signatures: the only place that names it. Whatever is secret is computed there.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "workloads/daa/crypto/field25519.h"

namespace workloads::daa::crypto {

using Message = std::span<const std::uint8_t>;
using PublicKey = Bytes32;
using SecretKey = std::array<std::uint8_t, 64>;
using Signature = std::array<std::uint8_t, 64>;  // R, then S
using Scalar = Bytes32;                          // below the group's order L

// Keys from a seed, and what they sign: Ed25519 as in RFC 8032.
struct KeyPair {
  PublicKey open;
  SecretKey secret;
};
KeyPair keys_from(const Bytes32& seed);
Signature sign(Message message, const SecretKey& key);
// Ed25519 as in RFC 8032, without the cofactor; refuses points of small order and encodings that are not the one.
bool verify(Message message, const Signature& signature, const PublicKey& key);

// True for S below L.
bool is_reduced(const Scalar& s);
// SHA-512 of all parts after each other, modulo L.
Scalar hash_to_scalar(std::initializer_list<Message> parts);
Scalar product(const Scalar& a, const Scalar& b);
Scalar sum(const Scalar& a, const Scalar& b);
Scalar negative(const Scalar& a);
// As many scalars of 128 random bits each.
std::vector<Scalar> random_halves(std::size_t count);

}  // namespace workloads::daa::crypto
