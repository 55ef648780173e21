// The network of mlp.wasm, called from JavaScript, against one in double that is written another way.
import assert from "node:assert/strict";
import {existsSync, readFileSync} from "node:fs";
import {test} from "node:test";
import {setFlagsFromString} from "node:v8";
import {runInNewContext} from "node:vm";

import {load, moduleUrl, variants} from "./loader.mjs";
import {Mlp} from "./mlp.mjs";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const folder = new URL("../../build/wasm/", import.meta.url);
const skip = existsSync(moduleUrl({folder, variant: "simd"}, "mlp")) ? false : "build/wasm is not built: scripts/build wasm";
const widths = [7, 19, 5, 3];
const batch = 4;
const x = Float32Array.from({length: batch * 7}, (_, i) => Math.sin(7 * i));
const labels = [0, 2, 1, 2];
const hiddens = {relu: (v) => Math.max(v, 0), sigmoid: (v) => 1 / (1 + Math.exp(-v)), tanh: Math.tanh, identity: (v) => v};

const layersOf = (net) => [0, 1, 2].map((l) => ({weights: Array.from(net.weights(l)), bias: Array.from(net.bias(l))}));

function probabilities(layers, hidden) {
  return Array.from({length: batch}, (_, row) => {
    let values = Array.from(x.subarray(row * 7, (row + 1) * 7));
    for (const [l, {weights, bias}] of layers.entries()) {
      values = bias.map((b, o) => values.reduce((total, v, i) => total + v * weights[i * bias.length + o], b));
      if (l + 1 < layers.length) values = values.map(hiddens[hidden]);
    }
    const total = values.reduce((sum, v) => sum + Math.exp(v), 0);
    return values.map((v) => Math.exp(v) / total);
  });
}
const lossOf = (layers, hidden) => probabilities(layers, hidden).reduce((sum, p, row) => sum - Math.log(p[labels[row]]), 0) / batch;

for (const variant of Object.keys(variants)) {
  const bytes = skip ? new Uint8Array() : readFileSync(moduleUrl({folder, variant}, "mlp"));
  const why = skip || (WebAssembly.validate(bytes) ? false : `this Node does not run ${variant}`);
  for (const hidden of Object.keys(hiddens)) {
    test(`${variant}, ${hidden}: forward, packed or not, and a step are those of the formula`, {skip: why}, () => {
      const net = new Mlp(new WebAssembly.Module(bytes), {widths, batchMax: batch, hidden, seed: 3});
      net.setLayer(1, net.weights(1), Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5));
      const before = layersOf(net);
      const want = probabilities(before, hidden).flat();
      const near = (got) => got.forEach((p, i) => assert.ok(Math.abs(p - want[i]) < 2e-6, `${p} ${want[i]}`));
      near(net.forward(x));
      net.pack();
      near(net.forward(x));
      near(net.forward(x.subarray(0, 7)));
      net.weights(0);
      assert.equal(net.isPacked, true, "who only reads takes nothing away");
      net.setLayer(1, net.weights(1), net.bias(1));
      assert.equal(net.isPacked, false);
      near(net.forward(x));
      net.pack();

      // What the step took from each weight is rate times the slope of the loss there.
      const rate = 0.5;
      assert.ok(Math.abs(net.train(x, labels, rate) - lossOf(before, hidden)) < 2e-6);
      assert.equal(net.isPacked, false);
      const after = layersOf(net);
      for (const [l, layer] of before.entries()) {
        for (const part of ["weights", "bias"]) {
          layer[part].forEach((value, i) => {
            const loss = (delta) => {
              layer[part][i] = value + delta;
              const at = lossOf(before, hidden);
              layer[part][i] = value;
              return at;
            };
            const slope = (loss(1e-5) - loss(-1e-5)) / 2e-5;
            assert.ok(Math.abs((value - after[l][part][i]) / rate - slope) < 2e-5, `${part} ${i} of layer ${l}`);
          });
        }
      }
      net.close();
    });
  }
}

test("sizes that do not fit are refused by name, and training goes on", {skip}, () => {
  const {module} = load(folder, "mlp");
  for (const [options, message] of [
    [{widths: [3]}, /^widths: want two/], [{widths: [3, 0]}, /^widths/], [{widths: [3, 1.5]}, /^widths/], [{widths: [784, , 10]}, /^widths/], [{}, /^widths/],
    [{widths: [3, 2], batchMax: 0}, /^batchMax/], [{widths: [3, 2], hidden: "gelu"}, /^hidden: "gelu"; want/],
  ]) assert.throws(() => new Mlp(module, options), {name: "RangeError", message});
  const net = new Mlp(module, {widths: [7, 3], batchMax: batch});
  const refused = [
    () => net.forward(new Float32Array(0)), () => net.forward(x.subarray(1)), () => net.forward(new Float32Array(35)),
    () => net.train(x, [0], 1), () => net.train(x, [0, 1, 2, 3], 1), () => net.train(x, [0, 1, 2, -1], 1),
    () => net.weights(1), () => net.bias(-1), () => net.setLayer(0, [1], [1]),
  ];
  for (const call of refused) assert.throws(call, RangeError);
  const first = net.train(x, labels, 0.5);
  let last = first;
  for (let i = 0; i < 200; ++i) last = net.train(x, labels, 0.5);
  assert.ok(last < first / 2, `${first} to ${last}`);
  net.close();
  assertClosed(net);
});

function assertClosed(net) {
  const calls = [() => net.forward(x), () => net.train(x, labels, 1), () => net.weights(0), () => net.bias(0), () => net.pack(), () => net.isPacked,
                 () => net.memory, () => net.relieve(), () => net.close()];
  for (const call of calls) assert.throws(call, {name: "Error", message: "this network is closed"}, String(call));
}

test("a network that is closed gives its memory back, with a profile too, though it is still held", {skip}, async () => {
  const {module} = load(folder, "mlp");
  const {Instance} = WebAssembly;
  for (const memory of [null, "general"]) {
    let kept;
    WebAssembly.Instance = class extends Instance {
      constructor(...arguments_) {
        super(...arguments_);
        kept = new WeakRef(this.exports.memory);
      }
    };
    const net = new Mlp(module, {widths: [7, 3], batchMax: batch, memory});
    WebAssembly.Instance = Instance;
    net.pack();
    net.close();
    assertClosed(net);
    await new Promise(setImmediate);  // until then a WeakRef holds what it was made of
    collect();
    assert.equal(kept.deref(), undefined, `memory: ${memory}`);
    assertClosed(net);
  }
});

test("with a profile the memory grows ahead, and packed weights are given back when it is full", {skip}, () => {
  const module = new WebAssembly.Module(readFileSync(moduleUrl({folder, variant: "simd"}, "mlp")));
  const wide = {widths: [784, 2000, 500, 10], batchMax: 2, seed: 3};
  const image = Float32Array.from({length: 2 * 784}, (_, i) => i % 89 / 89);
  const plain = new Mlp(module, wide);
  const net = new Mlp(module, {...wide, memory: "coordination"});
  assert.equal(plain.memory, null);
  assert.equal(plain.relieve(), false);
  assert.equal(net.memory.pages_initial, 128);
  assert.ok(net.memory.pages > 128);
  const want = plain.forward(image);
  assert.deepEqual(net.forward(image), want);
  assert.equal(net.relieve(), false);  // nothing is packed
  net.pack();
  const {pages} = net.memory;
  net.forward(image).forEach((p, i) => assert.ok(Math.abs(p - want[i]) < 1e-6));  // packed, it sums in another order
  assert.equal(net.relieve(), true);
  assert.equal(net.relieve(), false);
  assert.equal(net.memory.pages, pages);
  assert.deepEqual(net.forward(image), want);
  assert.throws(() => new Mlp(module, {...wide, memory: "gaming"}), /memory profile "gaming"/);
});
