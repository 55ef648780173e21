import assert from "node:assert/strict";
import {test} from "node:test";

import {SteadyDetector, tierPolicy} from "./tiers.mjs";

const policies = [
  [[], "dynamic"],
  [["--single-threaded"], "dynamic"],
  [["--no-liftoff"], "turbofan"],
  [["--no_liftoff", "--predictable"], "turbofan"],
  [["--noliftoff"], "turbofan"],
  [["--liftoff-only"], "liftoff"],
  [["--liftoff"], "dynamic"],
];
for (const [flags, want] of policies) {
  test(`tier of node ${flags.join(" ")}`, () => assert.equal(tierPolicy(flags), want));
}

const ms = 1e6;
// Returns how many batches the detector asked for; `time(i)` is the time of batch i.
function batchesUntilSteady(time) {
  const steady = new SteadyDetector();
  for (let i = 0; i < 1e5; ++i) {
    if (steady.add(time(i))) return i + 1;
  }
  return Infinity;
}

test("a plateau has to last", () => {
  assert.equal(batchesUntilSteady(() => 5 * ms), 13);  // the best, then 60 ms of no gain
  assert.equal(batchesUntilSteady(() => 100 * ms), 6);  // the best, then five batches
});
test("code that tiers up during a plateau is not called steady before it", () => {
  assert.ok(batchesUntilSteady((i) => (i < 4 ? 15 : 5) * ms) > 4 + 12);
});
test("noise of a per cent is no gain", () => {
  assert.ok(batchesUntilSteady((i) => (5 - 0.001 * i) * ms) < 20);
});
test("what gets faster for ever is bounded", () => {
  const batches = batchesUntilSteady((i) => 100 * ms * 0.97 ** i);
  assert.ok(batches < 1000);
});
