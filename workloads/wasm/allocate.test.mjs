// What is too much for a module is refused before anything is computed, and never asked of malloc() by 32 bits.
import assert from "node:assert/strict";
import {existsSync} from "node:fs";
import {test} from "node:test";

import {allocate, bytesMax, packedBytes} from "./allocate.mjs";
import {Compute} from "./compute.mjs";
import {Sha256} from "./crypto.mjs";
import {Daa} from "./daa.mjs";
import {load} from "./loader.mjs";
import {MatmulTeam} from "./matmul_team.mjs";
import {Mlp} from "./mlp.mjs";

const built = new URL("../../build/wasm/", import.meta.url);
const skip = existsSync(new URL("modules/mlp.wasm", built)) ? false : "build/wasm is not built: scripts/build wasm";

test("malloc is asked for what it can count, and what it has not is an error", () => {
  const asked = [];
  const exports = {malloc: (bytes) => { asked.push(bytes); return bytes > 100 ? 0 : -16; }};
  assert.equal(allocate(exports, 100), 2 ** 32 - 16, "an address in the upper half");
  for (const bytes of [101, bytesMax, bytesMax + 1, 2 ** 31, 2 ** 32 + 8, Infinity, NaN]) {
    assert.throws(() => allocate(exports, bytes), {name: "RangeError", message: `the module has no ${bytes} bytes left`});
  }
  assert.deepEqual([...new Set(asked)], [100, 101, bytesMax]);
});

test("a packed matrix has rows of whole tiles", () => assert.equal(packedBytes(3, 65), 4 * 3 * 128));

class Many extends Float32Array {
  get length() { return 2 ** 30; }
}
class ManyBytes extends Uint8Array {
  get length() { return 2 ** 32; }
}
const many = new Many(1);
const tooMuch = {
  "inputs of 4 GiB": ["mlp", (module) => new Mlp(module, {widths: [65536, 2], batchMax: 16385})],
  "a layer of 1.6 GB": ["mlp", (module) => new Mlp(module, {widths: [20000, 20000]})],
  "a batch's values of 1 GiB": ["mlp", (module) => new Mlp(module, {widths: [100, 4096, 10], batchMax: 65536})],
  "layers that fit one by one": ["mlp", (module) => new Mlp(module, {widths: Array(5).fill(10000)})],
  "the same with a profile": ["mlp", (module) => new Mlp(module, {widths: Array(5).fill(10000), memory: "training"})],
  "packing, of rows that become 64 times as long": ["mlp", (module) => {
    const net = new Mlp(module, {widths: Array.from({length: 258}, (_, i) => (i % 2 ? 1 : 65536))});
    assert.equal(net.forward(new Float32Array(65536)).length, 1);
    net.pack();
  }],
  "a product whose B does not fit twice": ["neural", (module) => new MatmulTeam(module, {m: 1, n: 16384, k: 16384})],
  "an array for a map": ["neural", (module) => new Compute(module).map(many, "relu")],
  "products of nothing": ["neural", (module) => new Compute(module).matmuls([], [], {m: 2 ** 20, n: 2 ** 20, k: 0})],
  "gradients": ["daa", (module) => new Daa(module).merge([many])],
  "messages": ["crypto", (module) => new Sha256(module).digests(new ManyBytes(1), 2 ** 20)],
};
for (const [what, [name, call]] of Object.entries(tooMuch)) {
  test(`too much is a RangeError: ${what}`, {skip}, () => assert.throws(() => call(load(built, name).module), RangeError));
}
