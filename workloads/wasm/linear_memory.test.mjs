import assert from "node:assert/strict";
import {test} from "node:test";

import {LinearMemory, growthFactor, pageBytes, pagesMax, profiles} from "./linear_memory.mjs";

// An instance of which so many bytes are live.
function instance(live = 0, maximum = 65536) {
  const exports = {memory: new WebAssembly.Memory({initial: 64, maximum}), live, live_bytes: () => exports.live};
  return exports;
}

test("a profile decides how much there is at first and how full it may be", () => {
  assert.deepEqual(profiles, {
    general: {initialPages: 256, collectAbove: 0.8},
    training: {initialPages: 512, collectAbove: 0.9},
    coordination: {initialPages: 128, collectAbove: 0.7},
  });
  for (const [name, {initialPages, collectAbove}] of Object.entries(profiles)) {
    const exports = instance();
    const memory = new LinearMemory(exports, name);
    assert.equal(memory.pages, initialPages);
    exports.live = collectAbove * initialPages * pageBytes;
    assert.equal(memory.shouldCollect(), false);
    exports.live += 1;
    assert.equal(memory.shouldCollect(), true);
  }
});

test("it grows by half, or by as much as is needed, and not while there is room", () => {
  const exports = instance();
  const memory = new LinearMemory(exports);
  memory.reserve(255 * pageBytes);
  assert.deepEqual([memory.pages, memory.growths], [256, 1]);
  exports.live = 255 * pageBytes;
  memory.reserve(pageBytes);
  assert.deepEqual([memory.pages, memory.growths], [256 * growthFactor, 2]);
  memory.reserve(1000 * pageBytes);
  assert.deepEqual([memory.pages, memory.growths], [1256, 3]);
});

test("what exceeds 2 GiB, what the engine refuses and a profile that is none are named", () => {
  const memory = new LinearMemory(instance());
  assert.throws(() => memory.reserve(pagesMax * pageBytes), /at most 32768 pages/);
  assert.deepEqual([memory.pages, memory.growths], [256, 1]);
  const small = instance(0, 300);
  assert.throws(() => new LinearMemory(small).reserve(280 * pageBytes), RangeError);
  assert.throws(() => new LinearMemory(instance(), "gaming"), /want general, training, coordination/);
});
