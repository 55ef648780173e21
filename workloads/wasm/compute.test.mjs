import assert from "node:assert/strict";
import {existsSync, readFileSync} from "node:fs";
import {test} from "node:test";

import {Compute} from "./compute.mjs";
import {moduleUrl, variants} from "./loader.mjs";

const folder = new URL("../../build/wasm/", import.meta.url);
const built = existsSync(moduleUrl({folder, variant: "simd"}));
const x = Float32Array.from({length: 101}, (_, i) => Math.sin(i * i));
const near = (got, want, tolerance) => got.forEach((value, i) => assert.ok(Math.abs(value - want[i]) <= tolerance, `${i}: ${value}, want ${want[i]}`));

for (const variant of Object.keys(variants)) {
  const bytes = built ? readFileSync(moduleUrl({folder, variant})) : new Uint8Array();
  const skip = !built ? "build/wasm is not built: scripts/build wasm" : WebAssembly.validate(bytes) ? false : `this Node does not run ${variant}`;
  test(`${variant}: maps, reductions, stencils and products are those of plain loops`, {skip}, () => {
    const compute = new Compute(new WebAssembly.Module(bytes));
    near(compute.map(x, "relu"), x.map((v) => Math.max(v, 0)), 0);
    near(compute.map(x, "sigmoid"), x.map((v) => 1 / (1 + Math.exp(-v))), 1e-6);
    near(compute.map(x, "tanh"), x.map((v) => Math.tanh(v)), 1e-6);
    near([compute.reduce(x, "sum")], [x.reduce((sum, v) => sum + v, 0)], 1e-4);
    assert.equal(compute.reduce(x, "max"), x.reduce((most, v) => Math.max(most, v)));
    const [rows, columns] = [7, 14];
    const grid = x.subarray(0, rows * columns);
    const want = grid.map((v, i) => {
      const [r, c] = [Math.floor(i / columns), i % columns];
      if (r === 0 || r === rows - 1 || c === 0 || c === columns - 1) return v;
      return 0.6 * v + 0.1 * (grid[i - columns] + grid[i + columns] + grid[i - 1] + grid[i + 1]);
    });
    near(compute.stencil(grid, {rows, columns, centre: 0.6, edge: 0.1}), want, 1e-6);
    const [count, m, n, k] = [3, 2, 5, 4];
    const [a, b] = [x.subarray(0, count * m * k), x.subarray(0, count * k * n)];
    const products = Float32Array.from({length: count * m * n}, (_, i) => {
      const [p, row, column] = [Math.floor(i / (m * n)), Math.floor(i / n) % m, i % n];
      let sum = 0;
      for (let q = 0; q < k; ++q) sum += a[p * m * k + row * k + q] * b[p * k * n + q * n + column];
      return sum;
    });
    near(compute.matmuls(a, b, {count, m, n, k}), products, 1e-6);
    compute.close();
    assert.throws(() => compute.map(x, "relu"), {message: "this computer is closed"});
  });

  // A tile under SIMD is two rows by sixteen columns, and its loop may end after the first, second or third step; small
  // integers make every sum exact.
  test(`${variant}: products of every shape around a tile, and deeper than a block`, {skip}, () => {
    const compute = new Compute(new WebAssembly.Module(bytes));
    const shapes = [];
    for (const m of [1, 2, 3, 4, 5, 130]) {
      for (const n of [1, 15, 16, 17, 31, 32, 33, 100]) {
        for (const k of [1, 2, 3, 4, 5, 6, 7, 8, 343, 344, 345, 700]) shapes.push([m, n, k]);
      }
    }
    // From half a MiB of C on a block is deeper: one of rows, two of rows, and more columns than it has.
    shapes.push([260, 520, 1024], [520, 260, 1025], [130, 1030, 1025]);
    for (const [m, n, k] of shapes) {
      const a = Float32Array.from({length: m * k}, (_, i) => ((i * 7) % 11) - 5);
      const b = Float32Array.from({length: k * n}, (_, i) => ((i * 5) % 13) - 6);
      const want = new Float32Array(m * n);
      for (let i = 0; i < m; ++i) {
        for (let q = 0; q < k; ++q) {
          for (let j = 0; j < n; ++j) want[i * n + j] += a[i * k + q] * b[q * n + j];
        }
      }
      assert.deepEqual(compute.matmuls(a, b, {m, n, k}), want, `${m} x ${n} x ${k}`);
    }
    compute.close();
  });
}

test("nothing, and what does not fit", {skip: built ? false : "build/wasm is not built: scripts/build wasm"}, () => {
  const compute = new Compute(new WebAssembly.Module(readFileSync(moduleUrl({folder, variant: "scalar"}))));
  const none = new Float32Array();
  assert.deepEqual(compute.map(none, "tanh"), none);
  assert.equal(compute.reduce(none, "sum"), 0);
  assert.equal(compute.reduce(none, "max"), -Infinity);
  assert.deepEqual(compute.stencil(none, {rows: 0, columns: 5, centre: 1, edge: 1}), none);
  assert.deepEqual(compute.matmuls(none, none, {count: 0, m: 3, n: 3, k: 3}), none);
  assert.throws(() => compute.map(x, "sort"), /want relu, sigmoid, tanh/);
  assert.throws(() => compute.reduce(x, "min"), /want sum, max/);
  assert.throws(() => compute.stencil(x, {rows: 10, columns: 10, centre: 1, edge: 1}), /101 values are not 10 x 10/);
  assert.throws(() => compute.stencil(x, {rows: -1, columns: -101, centre: 1, edge: 1}), RangeError);
  assert.throws(() => compute.matmuls(x, x, {m: 2, n: 2, k: 2}), RangeError);
});
