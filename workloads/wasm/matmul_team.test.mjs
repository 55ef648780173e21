// The team's products against sums in double, its refusals, and its end.
import assert from "node:assert/strict";
import {cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import {pathToFileURL} from "node:url";

import {moduleUrl, variants} from "./loader.mjs";
import {Control} from "./matmul_share.mjs";
import {MatmulTeam} from "./matmul_team.mjs";

const folder = new URL("../../build/wasm/", import.meta.url);
const built = existsSync(moduleUrl({folder, variant: "simd"})) ? false : "build/wasm is not built: scripts/build wasm";

function moduleOf(variant) {
  const bytes = readFileSync(moduleUrl({folder, variant}));
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
}

function fill(floats, seed) {
  let state = seed;
  for (let i = 0; i < floats.length; ++i) {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    floats[i] = (state >>> 16) / 65536 - 0.5;
  }
}

function assertIsProduct(team, {m, n, k}) {
  for (let i = 0; i < m; ++i) {
    for (let j = 0; j < n; ++j) {
      let want = 0;
      for (let p = 0; p < k; ++p) want += team.a[i * k + p] * team.b[p * n + j];
      assert.ok(Math.abs(team.c[i * n + j] - want) <= 1e-6 * (k + 1), `element ${i}, ${j} of ${m} x ${n} x ${k}: ${team.c[i * n + j]}, want ${want}`);
    }
  }
}

const shapes = [{m: 1, n: 1, k: 1}, {m: 64, n: 17, k: 5}, {m: 65, n: 3, k: 130}, {m: 131, n: 67, k: 31}];
for (const variant of Object.keys(variants)) {
  for (const threads of [1, 2, 3]) {
    test(`${variant}, ${threads} threads: the product, again with other operands`, {skip: built}, async (t) => {
      const module = moduleOf(variant);
      if (!module) return t.skip(`this engine refuses ${variant}`);
      for (const shape of shapes) {
        const team = new MatmulTeam(module, {...shape, threads});
        for (const seed of [1, 2, 3]) {
          fill(team.a, seed);
          fill(team.b, seed + 10);
          team.c.fill(NaN);
          team.run();
          assertIsProduct(team, shape);
        }
        await team.close();
      }
    });
  }
}

test("many short rounds in a row: no block is lost, none is done for another round", {skip: built}, async () => {
  const shape = {m: 200, n: 2, k: 2};
  const team = new MatmulTeam(moduleOf("scalar"), {...shape, threads: 3});
  for (let round = 1; round <= 2000; ++round) {
    team.a.fill(round % 1000);
    team.b.fill(1 + round % 3);
    team.run();
    const want = 2 * (round % 1000) * (1 + round % 3);
    assert.ok(team.c.every((value) => value === want), `round ${round}`);
  }
  await team.close();
});

test("blocks are handed out once, in order, across the border of 32 bits", () => {
  const control = new Control(130);
  const words = new Int32Array(control.memory);
  words.fill(2 ** 31 - 1, 0, 1);  // the round before
  words[1] = words[2] = Math.imul(2 ** 31 - 1, control.blocks);
  const round = control.open();
  assert.deepEqual([control.take(round), control.take(round), control.take(round), control.take(round)],
                   [{first: 0, rows: 64}, {first: 64, rows: 64}, {first: 128, rows: 2}, undefined]);
  for (let i = 0; i < 3; ++i) control.finished(round);
  control.waitUntilDone(round);
  const next = control.open();
  assert.equal(control.take(round), undefined, "who is late takes nothing of the next round");
  assert.deepEqual(control.take(next), {first: 0, rows: 64});
});

test("a helper that failed is an error and no wait without end", () => {
  const control = new Control(64);
  const round = control.open();
  control.failed();
  assert.throws(() => control.waitUntilDone(round), /a helper thread failed/);
});

// In the place of loader.mjs: multiplies nothing, and has no room for a second instance.
const oneInstance = `
  import {isMainThread} from "node:worker_threads";
  const [memory, nothing] = [new WebAssembly.Memory({initial: 1}), () => 8];
  const exports = {memory, malloc: nothing, neural_pack: nothing, neural_pack_again: nothing, neural_matmul_packed: nothing};
  const check = () => { if (!isMainThread) throw new Error("no room for another"); };
  export function instantiate() { check(); return exports; }`;
const failing = [
  ["once it has begun, which run() hears without an event", oneInstance, (team) => { for (;;) team.run(); }],
  ["before it has begun", `${oneInstance} check();`, async (team) => { for (;; await new Promise(setImmediate)) team.run(); }],
];
for (const [when, loader, runUntilItFails] of failing) {
  test(`a helper's failure is the cause of what run() throws, and the program goes on: ${when}`, async () => {
    const copied = mkdtempSync(join(tmpdir(), "team-"));
    try {
      for (const part of ["allocate", "matmul_team", "matmul_share", "matmul_helper"]) cpSync(new URL(`${part}.mjs`, import.meta.url), join(copied, `${part}.mjs`));
      writeFileSync(join(copied, "loader.mjs"), loader);
      const team = new (await import(pathToFileURL(join(copied, "matmul_team.mjs")))).MatmulTeam(null, {m: 65, n: 1, k: 1, threads: 3});
      for (let again = 0; again < 2; ++again) {
        await assert.rejects(async () => runUntilItFails(team), ({message, cause}) => /a helper thread failed/.test(message) && /no room for another/.test(cause?.message));
      }
      await team.close();
    } finally {
      rmSync(copied, {recursive: true});
    }
  });
}

for (const [options, message] of [
  [{m: 0, n: 1, k: 1}, /0 x 1 x 1: want sizes from 1/],
  [{m: 1, n: 1.5, k: 1}, /want sizes from 1/],
  [{m: 1, n: 1, k: 2 ** 14 + 1}, /want sizes from 1 to 16384/],
  [{m: 1, n: 2 ** 14, k: 2 ** 14}, /1 x 16384 x 16384: each thread needs 2155872256 bytes of a module, which has 2130706432/],
  [{m: 1, n: 1, k: 1, threads: 0}, /threads: 0; want 1 to 64/],
]) {
  test(`refuses ${JSON.stringify(options)}`, () => assert.throws(() => new MatmulTeam(undefined, options), {name: "RangeError", message}));
}

test("after close() there is no run()", {skip: built}, async () => {
  const team = new MatmulTeam(moduleOf("scalar"), {m: 2, n: 2, k: 2});
  await team.close();
  assert.throws(() => team.run(), /run\(\) after close\(\)/);
});
