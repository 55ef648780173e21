// What is no array, or has holes, is refused by name before anything is computed.
import assert from "node:assert/strict";
import {existsSync} from "node:fs";
import {test} from "node:test";

import {assertArray, assertBytes, assertEach, assertNumbers} from "./arrays.mjs";
import {Compute} from "./compute.mjs";
import {Swarm, inputs} from "./coordination.mjs";
import {Sha256} from "./crypto.mjs";
import {Daa} from "./daa.mjs";
import {load} from "./loader.mjs";
import {Mlp} from "./mlp.mjs";

const built = new URL("../../build/wasm/", import.meta.url);
const skip = existsSync(new URL("modules/mlp.wasm", built)) ? false : "build/wasm is not built: scripts/build wasm";

const floats = Float32Array.of(1, 2);
const noArrays = [undefined, null, 7, "12", {length: 2}, new Set([1]), floats.buffer, new DataView(floats.buffer)];

test("arrays are told from what only has a length", () => {
  for (const array of [[], floats, new Uint8Array(3), Buffer.from("a")]) assertArray(array, "x");
  for (const none of noArrays) assert.throws(() => assertArray(none, "x"), {name: "TypeError", message: /^x: .* is no array$/}, String(none));
  assertNumbers([1, NaN], "x");
  for (const values of [[1, , 2], [undefined], ["1"], [1n], [null]]) {
    assert.throws(() => assertNumbers(values, "x"), {name: "TypeError", message: /^x: .* at [01] is no number$/});
  }
  assertEach([1, 2], "x", (value) => value > 0, "positive ones");
  assert.throws(() => assertEach([1, , 2], "x", (value) => value > 0, "positive ones"), {name: "RangeError", message: "x: undefined at 1; want positive ones"});
  for (const none of [...noArrays, [1], floats]) assert.throws(() => assertBytes(none), {name: "TypeError", message: /is no Uint8Array/});
});

const calls = {
  "Compute.map": ["neural", Compute, (c, x) => c.map(x, "relu")],
  "Compute.reduce": ["neural", Compute, (c, x) => c.reduce(x, "sum")],
  "Compute.stencil": ["neural", Compute, (c, x) => c.stencil(x, {rows: 1, columns: 2, centre: 1, edge: 1})],
  "Compute.matmuls, left": ["neural", Compute, (c, x) => c.matmuls(x, floats, {m: 1, n: 1, k: 2})],
  "Compute.matmuls, right": ["neural", Compute, (c, x) => c.matmuls(floats, x, {m: 1, n: 1, k: 2})],
  "Daa.tally, votes": ["daa", Daa, (d, x) => d.tally(x, [1, 2])],
  "Daa.tally, stakes": ["daa", Daa, (d, x) => d.tally([true, false], x)],
  "Daa.merge": ["daa", Daa, (d, x) => d.merge([floats, x])],
  "Sha256.digests": ["crypto", Sha256, (h, x) => h.digests(x, 1)],
  "Mlp.forward": ["mlp", Mlp, (net, x) => net.forward(x)],
  "Mlp.train, inputs": ["mlp", Mlp, (net, x) => net.train(x, [0], 0.1)],
  "Mlp.train, labels": ["mlp", Mlp, (net, x) => net.train(floats, x, 0.1)],
  "Mlp.setLayer, weights": ["mlp", Mlp, (net, x) => net.setLayer(0, x, [0, 0])],
  "Mlp.setLayer, bias": ["mlp", Mlp, (net, x) => net.setLayer(0, [0, 0, 0, 0], x)],
  "Swarm.ask, inputs": ["coordination", Swarm, (swarm, x) => swarm.ask([swarm.spawn()], x)],
};
const plans = {mlp: {widths: [2, 2], batchMax: 2}, coordination: {seats: 32, warm: 0}};
for (const [what, [name, owner, call]] of Object.entries(calls)) {
  test(`${what}: what is no array, and one with a hole, are refused`, {skip}, () => {
    const made = new owner(load(built, name).module, plans[name]);
    for (const none of noArrays) assert.throws(() => call(made, none), TypeError, String(none));
    assert.throws(() => call(made, [, 1]), /undefined at 0|Array is no Uint8Array/);
    made.close();
  });
}

test("gradients, agents, rates and factors that are none are named", {skip}, () => {
  const daa = new Daa(load(built, "daa").module);
  for (const none of [undefined, [], [, floats], [floats, , floats]]) assert.throws(() => daa.merge(none), /0? gradients?/, String(none));
  assert.throws(() => daa.tally([true, "yes"], [1, 1]), /votes: yes at 1; want true or false/);
  const swarm = new Swarm(load(built, "coordination").module, {seats: 1});
  assert.throws(() => swarm.ask([swarm.spawn(), , ], new Float32Array(2 * inputs)), /undefined is no agent/);
  const net = new Mlp(load(built, "mlp").module, plans.mlp);
  const before = net.weights(0);
  for (const rate of [undefined, NaN, Infinity, 1e39, "0.1"]) assert.throws(() => net.train(floats, [0], rate), /^RangeError: rate: .*; want a finite number/);
  assert.deepEqual(net.weights(0), before);
  const compute = new Compute(load(built, "neural").module);
  assert.throws(() => compute.stencil(floats, {rows: 1, columns: 2, centre: 1}), /centre and edge: undefined at 1 is no number/);
});
