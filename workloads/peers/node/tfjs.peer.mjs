// TensorFlow.js with its WebAssembly backend, which is XNNPACK. Operands stay in its memory, as a model's weights do, so it
// keeps a packed copy of B from the first product on: ours packs in every call of core/gemm.
import {createRequire} from "node:module";
import {dirname, join} from "node:path";

import {dot, elementwise, gemm, loop, mlpForward} from "./cases.mjs";

export const packages = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"];

export async function load() {
  const require = createRequire(import.meta.url);
  const tf = require("@tensorflow/tfjs-core");
  const backend = require("@tensorflow/tfjs-backend-wasm");
  backend.setWasmPaths(join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist/"));
  if (!await tf.setBackend("wasm")) throw new Error("the WebAssembly backend does not start");
  await tf.ready();
  const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  const threads = await tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT") ? backend.getThreadsCount() : 1;

  // The last result is kept for the check, the one before it is given back: what a caller in a loop does.
  const keepLast = (make) => {
    let last;
    return {
      run: loop(() => {
        const next = make();
        last?.dispose();
        last = next;
      }),
      result: () => last.dataSync(),
    };
  };
  const each = (subject) => elementwise(subject, [10000, 1000000], (x) => {
    const input = tf.tensor1d(x);
    return keepLast(() => tf[subject](input));
  });
  return {
    about: `TensorFlow.js ${tf.version_core}, backend wasm ${backend.version_wasm}, ${simd ? "simd" : "no simd"}, ${threads} thread(s)`,
    benchmarks: [
      ...gemm([64, 128, 256, 512, 1000], (n, a, b) => {
        const [left, right] = [a, b].map((values) => tf.tensor2d(values, [n, n]));
        return keepLast(() => tf.matMul(left, right));
      }),
      ...dot([10000, 1000000], (a, b) => {
        const [left, right] = [a, b].map((values) => tf.tensor1d(values));
        const {run, result} = keepLast(() => tf.dot(left, right));
        return {run, result: () => result()[0]};
      }),
      ...each("relu"), ...each("sigmoid"), ...each("tanh"),
      ...mlpForward([1, 32], (layers, x, batch) => {
        const input = tf.tensor2d(x, [batch, layers[0].inputs]);
        const tensors = layers.map(({inputs, outputs, weights, bias}) => ({b: tf.tensor2d(weights, [inputs, outputs]), bias: tf.tensor1d(bias)}));
        const forward = () => tensors.reduce(
            (a, layer, l) => tf.fused.matMul({a, ...layer, activation: l + 1 < tensors.length ? "relu" : "linear"}), input);
        let last;
        return {run: loop(() => { last = tf.tidy(() => tf.softmax(forward()).dataSync()); }), result: () => last};
      }),
    ],
  };
}
