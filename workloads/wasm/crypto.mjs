// Hashes of many messages of equal length at once, for a caller in JavaScript, computed in crypto.wasm:
//
//   const hash = new Sha256(await runtime.module("crypto"));
//   hash.digests(messages, 100);  // Uint8Array of n * 100 bytes in, n * 32 out
//
// Results are copies. A length that is no multiple, or too much, is a RangeError.
import {allocate} from "./allocate.mjs";
import {assertBytes} from "./arrays.mjs";
import {closed, instantiate} from "./loader.mjs";

export const digestBytes = 32;

export class Sha256 {
  #exports;

  constructor(module) { this.#exports = instantiate(module); }

  digests(messages, bytes) {
    assertBytes(messages);
    if (!(Number.isInteger(bytes) && bytes >= 1 && messages.length % bytes === 0)) throw new RangeError(`${messages.length} bytes are no messages of ${bytes}`);
    const count = messages.length / bytes;
    const at = allocate(this.#exports, messages.length + count * digestBytes);
    try {
      new Uint8Array(this.#exports.memory.buffer, at, messages.length).set(messages);
      this.#exports.crypto_sha256(at, bytes, count, at + messages.length);
      return new Uint8Array(this.#exports.memory.buffer, at + messages.length, count * digestBytes).slice();
    } finally {
      this.#exports.free(at);
    }
  }

  // Gives the memory back; any later call is an Error, this one too.
  close() {
    void this.#exports.memory;
    this.#exports = closed("hash");
  }
}
