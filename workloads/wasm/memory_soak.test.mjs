// A leak that is planted in the soak is seen at its size; the slope does not follow what is far off.
import assert from "node:assert/strict";
import {existsSync} from "node:fs";
import {test} from "node:test";

import {ordinaryNode} from "./ordinary_node.mjs";
import {slope} from "./slope.mjs";

const built = new URL("../../build/wasm/", import.meta.url);
const skip = existsSync(new URL("modules/coordination.wasm", built)) ? false : "build/wasm is not built: scripts/build wasm";

test("slopes", () => {
  assert.equal(slope([[0, 1], [1, 3]]), 2);
  assert.equal(slope([[0, 5], [1, 5], [2, 5]]), 0);
  assert.equal(slope([[0, 0], [1, 1], [2, 2], [3, 300], [4, 4], [5, 5]]), 1, "one far off");
  assert.equal(slope([[3, 3], [1, 5], [2, 4]]), -1);
  assert.ok(Number.isNaN(slope([[0, 1]])), "one point has no slope");
});

test("a planted leak of 8 KiB a second is seen as 29.5 MB an hour", {skip}, () => {
  const {live_growth, resident_growth, problem} = ordinaryNode({variant: "simd"}, "memory_soak.mjs", built.href, "simd", "8192");
  assert.equal(problem, "");
  const planted = 3600 * 8192;
  assert.ok(live_growth > 0.9 * planted && live_growth < 1.2 * planted, `live: ${live_growth}`);
  assert.ok(resident_growth > 0.8 * planted, `resident: ${resident_growth}`);
});
