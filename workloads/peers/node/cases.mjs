// What every competitor under Node computes, and how its result is checked before it is timed: the inputs and checks of
// kernels/*.cases.h, written for JavaScript. A file x.peer.mjs says how its library does each; the case does the rest.

import {productProblem} from "../../wasm/product_problem.mjs";

// Values in [low, high) that depend on the seed alone.
export function randomFloats(n, seed, low = -1, high = 1) {
  let state = (seed * 0x9e3779b1 + 1) >>> 0;
  return Float32Array.from({length: n}, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + (high - low) * (state / 2 ** 32);
  });
}

const near = (got, want, tolerance) =>
    Math.abs(got - want) <= tolerance * (want === 0 ? 1 : Math.abs(want)) ? "" : `got ${got}, want ${want} within ${tolerance}`;

const firstProblem = (count, of) => {
  for (let i = 0; i < count; ++i) {
    const problem = of(i);
    if (problem !== "") return `element ${i}: ${problem}`;
  }
  return "";
};

// run() calls once() n times; where that is asynchronous, the batch is.
export const loop = (once) => (n) => {
  for (let i = 0; i < n; ++i) once();
  return n;
};
export const asyncLoop = (once) => async (n) => {
  for (let i = 0; i < n; ++i) await once();
  return n;
};

// One entry per size. prepare(n, a, b) -> {run(count), result(): Float32Array, close()}, or a promise of it.
export const gemm = (sizes, prepare) => sizes.map((n) => ({
  name: `core/gemm/f32/n=${n}`,
  async make() {
    const a = randomFloats(n * n, 1);
    const b = randomFloats(n * n, 2);
    const {run, result, close} = await prepare(n, a, b);
    return {run, close, itemsPerOp: 2 * n ** 3, check: () => productProblem(n, a, b, result())};
  },
}));

export const dot = (sizes, prepare) => sizes.map((n) => ({
  name: `core/dot/f32/n=${n}`,
  async make() {
    const a = randomFloats(n, 1);
    const b = randomFloats(n, 2);
    const want = a.reduce((total, x, i) => total + x * b[i], 0);
    const {run, result, close} = await prepare(a, b);
    // The sum of n roundings of products below 1.
    return {run, close, check: () => (Math.abs(result() - want) <= 1e-7 * n ? "" : `got ${result()}, want ${want}`)};
  },
}));

const functions = {relu: (x) => Math.max(x, 0), sigmoid: (x) => 1 / (1 + Math.exp(-x)), tanh: Math.tanh};
export const loose = 5e-7;  // about 4 units in the last place, as ours is held to

// `tolerance`: the relative error that the library reaches; its benchmark is compared at that error.
export const elementwise = (subject, sizes, prepare, tolerance = loose) => sizes.map((n) => ({
  name: `core/${subject}/f32/n=${n}`,
  async make() {
    const x = randomFloats(n, 1, -8, 8);
    const {run, result, close} = await prepare(x);
    const check = () => {
      const y = result();
      return firstProblem(n, (i) => near(y[i], functions[subject](x[i]), tolerance));
    };
    return {run, close, itemsPerOp: n, check};
  },
}));

export const widths = [784, 256, 128, 10];

// The network of core/mlp_forward: weights inputs x outputs, biases, relu between, softmax at the end.
function network() {
  return widths.slice(1).map((outputs, l) => {
    const scale = Math.sqrt(6 / widths[l]);
    return {inputs: widths[l], outputs, weights: randomFloats(widths[l] * outputs, 10 + l, -scale, scale),
            bias: new Float32Array(outputs).fill(0.01)};
  });
}

function probabilities(layers, x, batch) {
  let values = Float64Array.from(x);
  for (const [l, {inputs, outputs, weights, bias}] of layers.entries()) {
    const next = new Float64Array(batch * outputs);
    for (let r = 0; r < batch; ++r) {
      for (let o = 0; o < outputs; ++o) {
        let total = bias[o];
        for (let i = 0; i < inputs; ++i) total += values[r * inputs + i] * weights[i * outputs + o];
        next[r * outputs + o] = l + 1 < layers.length ? Math.max(total, 0) : Math.exp(total);
      }
    }
    values = next;
  }
  const outputs = widths.at(-1);
  return values.map((value, i) => {
    const row = Math.floor(i / outputs) * outputs;
    return value / values.subarray(row, row + outputs).reduce((total, v) => total + v, 0);
  });
}

// prepare(layers, x, batch) -> {run(count), result(): batch x 10 probabilities, close()}, or a promise of it.
export const mlpForward = (batches, prepare) => batches.map((batch) => ({
  name: `core/mlp_forward/784_256_128_10/batch=${batch}`,
  version: 2,  // as kernels/mlp.bench.cpp says
  async make() {
    const layers = network();
    const x = randomFloats(batch * widths[0], 1, 0, 1);
    const want = probabilities(layers, x, batch);
    const {run, result, close} = await prepare(layers, x, batch);
    const check = () => {
      const got = result();
      return firstProblem(want.length, (i) => (Math.abs(got[i] - want[i]) <= 1e-5 ? "" : `got ${got[i]}, want ${want[i]}`));
    };
    return {run, close, itemsPerOp: batch, check};
  },
}));
