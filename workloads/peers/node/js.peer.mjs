// Plain JavaScript on typed arrays: the loops that someone without WebAssembly would write, in the better order.
import {dot, elementwise, gemm, loop, mlpForward} from "./cases.mjs";

export const packages = [];

// c = a * b for a m x k and b k x n.
function multiply(a, b, c, m, n, k) {
  c.fill(0);
  for (let i = 0; i < m; ++i) {
    for (let p = 0; p < k; ++p) {
      const left = a[i * k + p];
      for (let j = 0, from = p * n, to = i * n; j < n; ++j) c[to + j] += left * b[from + j];
    }
  }
}

function dotOf(a, b) {
  let total = 0;
  for (let i = 0; i < a.length; ++i) total += a[i] * b[i];
  return total;
}

// A function of its own per subject: the engine compiles each for what it is called with.
const loops = {
  relu(x, y) { for (let i = 0; i < x.length; ++i) y[i] = x[i] > 0 ? x[i] : 0; },
  sigmoid(x, y) { for (let i = 0; i < x.length; ++i) y[i] = 1 / (1 + Math.exp(-x[i])); },
  tanh(x, y) { for (let i = 0; i < x.length; ++i) y[i] = Math.tanh(x[i]); },
};

function forward(layers, values, x, batch) {
  let input = x;
  for (const [l, {inputs, outputs, weights, bias}] of layers.entries()) {
    const y = values[l];
    multiply(input, weights, y, batch, outputs, inputs);
    const last = l + 1 === layers.length;
    for (let r = 0; r < batch; ++r) {
      const row = y.subarray(r * outputs, (r + 1) * outputs);
      for (let c = 0; c < outputs; ++c) row[c] = last ? row[c] + bias[c] : Math.max(row[c] + bias[c], 0);
      if (!last) continue;
      const top = row.reduce((a, b) => Math.max(a, b));
      let total = 0;
      for (let c = 0; c < outputs; ++c) total += row[c] = Math.exp(row[c] - top);
      for (let c = 0; c < outputs; ++c) row[c] /= total;
    }
    input = y;
  }
  return input;
}

export async function load() {
  const each = (subject) => elementwise(subject, [10000, 1000000], (x) => {
    const y = new Float32Array(x.length);
    return {run: loop(() => loops[subject](x, y)), result: () => y};
  });
  return {
    about: `plain JavaScript, V8 ${process.versions.v8}, 1 thread`,
    benchmarks: [
      ...gemm([64, 256], (n, a, b) => {
        const c = new Float32Array(n * n);
        return {run: loop(() => multiply(a, b, c, n, n, n)), result: () => c};
      }),
      ...dot([1000, 10000], (a, b) => {
        let last = 0;
        return {run: loop(() => { last = dotOf(a, b); }), result: () => last};
      }),
      ...each("relu"), ...each("sigmoid"), ...each("tanh"),
      ...mlpForward([1, 32], (layers, x, batch) => {
        const values = layers.map(({outputs}) => new Float32Array(batch * outputs));
        let last;
        return {run: loop(() => { last = forward(layers, values, x, batch); }), result: () => last};
      }),
    ],
  };
}
