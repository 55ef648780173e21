// crypto.wasm: SHA-256 of many messages as a module for JavaScript; crypto.mjs is what a caller uses. Signatures are
// not in it: libsodium and the batches of signatures are native.
#include <emscripten/emscripten.h>

#include <cstddef>
#include <vector>

#include "kernels/sha256.h"

extern "C" {

// `count` messages of `bytes` bytes each, one after the other; 32 bytes of digest for each.
EMSCRIPTEN_KEEPALIVE void crypto_sha256(const std::uint8_t* messages, std::size_t bytes, std::size_t count,
                                        std::uint8_t* digests) {
  std::vector<const std::uint8_t*> each(count);
  for (std::size_t i = 0; i < count; ++i) each[i] = messages + i * bytes;
  kernels::sha256(each.data(), bytes, count, digests);
}

}  // extern "C"
