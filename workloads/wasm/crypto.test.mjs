import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {existsSync} from "node:fs";
import {test} from "node:test";

import {Sha256, digestBytes} from "./crypto.mjs";
import {load} from "./loader.mjs";

const built = new URL("../../build/wasm/", import.meta.url);
const skip = existsSync(new URL("modules/crypto.wasm", built)) ? false : "build/wasm is not built: scripts/build wasm";

test("digests are those of Node's own hash", {skip}, () => {
  const hash = new Sha256(load(built, "crypto").module);
  for (const [count, bytes] of [[0, 7], [1, 1], [1, 55], [3, 56], [4, 64], [5, 100], [37, 1000]]) {
    const messages = Uint8Array.from({length: count * bytes}, (_, i) => i * 31 + (i >> 8));
    const got = hash.digests(messages, bytes);
    assert.equal(got.length, count * digestBytes);
    for (let i = 0; i < count; ++i) {
      const want = createHash("sha256").update(messages.subarray(i * bytes, (i + 1) * bytes)).digest("hex");
      assert.equal(Buffer.from(got.subarray(i * digestBytes, (i + 1) * digestBytes)).toString("hex"), want, `${i} of ${bytes} bytes`);
    }
  }
  hash.close();
});

test("lengths that do not fit and a hash that was closed are errors", {skip}, () => {
  const hash = new Sha256(load(built, "crypto").module);
  for (const bytes of [0, -1, 1.5, 7, undefined]) assert.throws(() => hash.digests(new Uint8Array(10), bytes), /no messages of/);
  hash.close();
  for (const call of [() => hash.digests(new Uint8Array(4), 4), () => hash.close()]) assert.throws(call, {message: "this hash is closed"});
});
