// One Ed25519 signature by the arithmetic that batches use (edwards25519.h), without any of their methods: by itself,
// the multiples of key and base worked out each time. The yardstick of daa/signature's impl=plain: what a batch gains
// over it is by method, and not by processor instructions that one side has.
#pragma once

#include "workloads/daa/crypto/batch_verifier.h"

namespace workloads::daa::crypto {

// What verify() says: S B = R + h A without the cofactor; refuses points of small order and encodings that are not the
// one.
bool plain_verify(const Signed& one);

}  // namespace workloads::daa::crypto
