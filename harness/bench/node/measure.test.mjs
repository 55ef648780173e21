import assert from "node:assert/strict";
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";

import {measure} from "./measure.mjs";

const options = {iterations: 10, batches: 3, minTimeSeconds: 0.001};

// A benchmark that counts its calls; `over` replaces parts of its work.
function fake(over = {}, clock = "cpu") {
  const calls = [];
  const work = {run: (n) => { calls.push(n); return n; }, check: () => "", metrics: {}, ...over};
  return {calls, declaration: {name: "core/fake", clock}, make: () => work};
}

test("one entry per batch, of exactly the operations asked for", async () => {
  const benchmark = fake();
  const entries = await measure(benchmark, 0, options, "turbofan");
  assert.deepEqual(entries.map((entry) => entry.repetition_index), [0, 1, 2]);
  for (const entry of entries) {
    assert.equal(entry.iterations, 10);
    assert.equal(entry.run_type, "iteration");
    assert.equal(entry.time_unit, "ns");
    assert.ok(entry.real_time > 0 && entry.cpu_time >= 0);
  }
  assert.equal(benchmark.calls[0], 1, "one operation before the first check");
  assert.deepEqual(benchmark.calls.slice(-4), [10, 10, 10, 10], "a batch that nobody times, then the batches");
});

test("the batches of a launch start at different depths of the stack", async () => {
  const depths = [];
  Error.stackTraceLimit = Infinity;
  const run = (n) => {
    depths.push(new Error("here").stack.split("\n").length);
    return n;
  };
  await measure(fake({run}), 0, {...options, batches: 12}, "turbofan");
  assert.equal(new Set(depths.slice(-12)).size, 12);
});

test("without a number of operations, batches fill the time asked for", async () => {
  const run = (n) => ({done: n, realNs: 1e4 * n, cpuNs: 1e4 * n, elapsedNs: 1e4 * n});
  const [entry] = await measure(fake({run}), 0, {...options, iterations: 0, batches: 1}, "turbofan");
  assert.ok(entry.iterations * entry.real_time >= 1e6);
  assert.ok(entry.iterations >= 100 && entry.iterations <= 120, `${entry.iterations} operations of 10 µs for 1 ms`);
});

test("it settles once, before anything is warmed up, in a turn of its own", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "turns-"));
  t.after(() => rmSync(folder, {recursive: true}));
  const turns = async (over) => {
    writeFileSync(join(folder, "in"), "turns enough");
    const ends = [openSync(join(folder, "in"), "r"), openSync(join(folder, "out"), "w")];
    const benchmark = fake();
    await measure({...benchmark, make: () => ({...benchmark.make(), ...over(benchmark.calls)})}, 0, {...options, lockstep: ends}, "turbofan");
    ends.forEach(closeSync);
    return readFileSync(join(folder, "out")).length;
  };
  let before;
  assert.equal(await turns((calls) => ({async settle() { before = [...calls]; }})), 4);
  assert.deepEqual(before, [1], "after the first operation and its check");
  assert.equal(await turns(() => ({})), 3);
});

test("an operation that times itself is believed", async () => {
  const run = (n) => ({done: n, realNs: 500 * n, cpuNs: 200 * n});
  const [entry] = await measure({...fake({run}), freshProcess: true}, 0, options, "dynamic");
  assert.equal(entry.real_time, 500);
  assert.equal(entry.cpu_time, 200);
});

test("an asynchronous batch is waited for, and its count is checked", async () => {
  const later = (value) => new Promise((resolve) => { setTimeout(resolve, 2, value); });
  const [entry] = await measure(fake({run: (n) => later(n)}), 0, options, "turbofan");
  assert.ok(entry.real_time * 10 >= 1e6, "the clock ran until the promise was kept");
  const [short] = await measure(fake({run: (n) => later(n - 1)}), 0, options, "turbofan");
  assert.equal(short.error_message, "asked for 1 operations, 0 done");
  const [broken] = await measure(fake({run: () => later().then(() => { throw new Error("no session"); })}), 0, options, "turbofan");
  assert.equal(broken.error_message, "crashed: no session");
});

test("rates are per second of the declared clock", async () => {
  const work = {run: (n) => ({done: n, realNs: 1000 * n, cpuNs: 500 * n}), bytesPerOp: 8, itemsPerOp: 2};
  const [cpu] = await measure(fake(work), 0, options, "turbofan");
  const [wall] = await measure(fake(work, "wall"), 0, options, "turbofan");
  assert.equal(Math.round(cpu.bytes_per_second), 16e6);
  assert.equal(Math.round(wall.items_per_second), 2e6);
});

test("metrics are read once, after the last batch, and NaN is left out", async () => {
  const metrics = {in_use_bytes: () => 64, broken: () => NaN, endless: () => Infinity};
  const entries = await measure(fake({metrics}), 0, options, "turbofan");
  assert.equal(entries.at(-1).in_use_bytes, 64);
  assert.ok(!("broken" in entries.at(-1)) && !("endless" in entries.at(-1)));
  assert.ok(!("in_use_bytes" in entries[0]));
});

const failures = [
  ["a wrong result", {check: () => "got 1, want 2"}, /^wrong result: got 1, want 2$/],
  ["work that was skipped", {run: (n) => n - 1}, /^asked for 1 operations, 0 done$/],
  ["a trap", {run: () => { throw new WebAssembly.RuntimeError("unreachable"); }}, /^crashed: unreachable$/],
];
for (const [what, over, message] of failures) {
  test(`${what} is one error entry, with zeros for times as Google Benchmark writes them`, async () => {
    const entries = await measure(fake(over), 0, options, "turbofan");
    assert.equal(entries.length, 1);
    assert.equal(entries[0].error_occurred, true);
    assert.match(entries[0].error_message, message);
    assert.deepEqual([entries[0].iterations, entries[0].real_time, entries[0].cpu_time], [0, 0, 0]);
  });
}

test("a result that turns wrong while it is timed costs all its times", async () => {
  let checks = 0;
  const entries = await measure(fake({check: () => (++checks > 1 ? "turned wrong" : "")}), 0, options, "turbofan");
  assert.deepEqual(entries.map((entry) => entry.error_message), ["wrong result: turned wrong"]);
});

test("a failing set-up is an error entry", async () => {
  const benchmark = {...fake(), make: () => { throw new Error("no file"); }};
  assert.match((await measure(benchmark, 0, options, "turbofan"))[0].error_message, /^crashed: no file$/);
});

test("what was set up is closed, also after a failure", async () => {
  let closed = 0;
  const close = () => { closed += 1; };
  await measure(fake({close}), 0, options, "turbofan");
  await measure(fake({close, check: () => "wrong"}), 0, options, "turbofan");
  assert.equal(closed, 2);
});
