// What the workers of wasm/crew do: SHA-256 of each message, computed in crypto.wasm.
import {Sha256} from "./crypto.mjs";

export function make({module}) {
  const hash = new Sha256(module);
  return (message) => hash.digests(message, message.length);
}
