// The npm package `ruv-swarm`: the vector and matrix operations of its module, through the bindings it ships. They take and
// return arrays of JavaScript, so every call copies.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {pathToFileURL} from "node:url";

import {dot, elementwise, gemm, loop} from "./cases.mjs";

export const packages = ["ruv-swarm"];

export async function load() {
  const manifest = createRequire(import.meta.url).resolve("ruv-swarm/package.json");
  const file = (name) => join(dirname(manifest), "wasm", name);
  const bindings = await import(pathToFileURL(file("ruv_swarm_wasm.js")));
  const module = "ruv_swarm_wasm_bg.wasm";
  await bindings.default({module_or_path: readFileSync(file(module))});
  const simd = new bindings.RuntimeFeatures().simd_available;
  const [vectors, matrices] = [new bindings.SimdVectorOps(), new bindings.SimdMatrixOps()];

  const keepLast = (compute) => {
    let last;
    return {run: loop(() => { last = compute(); }), result: () => last};
  };
  return {
    about: `ruv-swarm ${JSON.parse(readFileSync(manifest, "utf8")).version}, ${module}, it says simd ${simd}, 1 thread`,
    benchmarks: [
      ...gemm([64, 256], (n, a, b) => keepLast(() => matrices.matrix_multiply(a, b, n, n, n))),
      ...dot([1000, 10000], (a, b) => keepLast(() => vectors.dot_product(a, b))),
      ...elementwise("relu", [10000], (x) => keepLast(() => vectors.apply_activation(x, "relu"))),
    ],
  };
}
