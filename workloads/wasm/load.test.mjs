import assert from "node:assert/strict";
import {test} from "node:test";

import {checkFirstCall, prepareFirstCall} from "./first_call.mjs";
import {instantiate} from "./loader.mjs";

// A module of JavaScript whose product is off by `error` in its last value.
function fakeModule(error) {
  const memory = new WebAssembly.Memory({initial: 1});
  let top = 0;
  return {
    memory,
    malloc: (bytes) => (top += bytes) - bytes,
    neural_matmul: (a, b, c, m, n, k) => {
      const [x, y, z] = [[a, m * k], [b, k * n], [c, m * n]].map(([at, size]) => new Float32Array(memory.buffer, at, size));
      for (let i = 0; i < m * n; ++i) {
        for (let j = 0; j < k; ++j) z[i] += x[Math.floor(i / n) * k + j] * y[j * n + i % n];
      }
      z[m * n - 1] += error;
    },
  };
}

test("a right first call passes", () => assert.equal(checkFirstCall(prepareFirstCall(fakeModule(0))()), ""));
test("a wrong value is named with its place", () => {
  assert.match(checkFirstCall(prepareFirstCall(fakeModule(1))()), /^the first call returned -?\d+ at 1023, want -?\d+$/);
  assert.match(checkFirstCall(prepareFirstCall(fakeModule(NaN))()), /returned NaN at 1023/);
});
test("a result of another size is named", () => {
  assert.equal(checkFirstCall(new Float32Array(3)), "the first call returned 3 values, want 1024");
});

test("a module that ends itself is an exception, not the end of Node", () => {
  // (module (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
  //         (func (export "_initialize") i32.const 3 call 0))
  const bytes = Uint8Array.from([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 2, 96, 1, 127, 0, 96, 0, 0,
    2, 36, 1, 22, ...Buffer.from("wasi_snapshot_preview1"), 9, ...Buffer.from("proc_exit"), 0, 0, 3, 2, 1, 1,
    7, 15, 1, 11, ...Buffer.from("_initialize"), 0, 1, 10, 8, 1, 6, 0, 65, 3, 16, 0, 11,
  ]);
  assert.throws(() => instantiate(new WebAssembly.Module(bytes)), /ended itself with code 3/);
});
