import assert from "node:assert/strict";
import {test} from "node:test";

import {checkFirstCall, prepareFirstCall} from "./first_call.mjs";
import {instantiate} from "./loader.mjs";

test("a first call that returned something else is named", () => {
  assert.match(checkFirstCall(1), /^the first call returned 1, want \d+$/);
  assert.notEqual(checkFirstCall(NaN), "");
});

test("the operands reach the module as written", () => {
  const memory = new WebAssembly.Memory({initial: 1});
  let top = 0;
  const exports = {
    memory,
    malloc: (bytes) => (top += bytes) - bytes,
    neural_dot: (a, b, n) => {
      const [x, y] = [a, b].map((at) => new Float32Array(memory.buffer, at, n));
      return x.reduce((sum, value, i) => sum + value * y[i], 0);
    },
  };
  assert.equal(checkFirstCall(prepareFirstCall(exports)()), "");
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
