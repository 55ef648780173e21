// The built suite in build/wasm, moved to another folder: its module, both lanes, an engine without SIMD, its modules.
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {cpSync, existsSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {fileURLToPath} from "node:url";

const built = fileURLToPath(new URL("../../build/wasm/", import.meta.url));
const skip = existsSync(join(built, "suite.wasm")) ? false : "build/wasm is not built: scripts/build wasm";
let folder;

before(() => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "moved suite "));
  for (const part of ["suite.mjs", "suite.wasm", "suite_scalar.wasm", "suite_relaxed.wasm", "node", "benchmarks", "modules"]) {
    cpSync(join(built, part), join(folder, part), {recursive: true});
  }
});
after(() => folder && rmSync(folder, {recursive: true}));

function suite(flags, ...argv) {
  const out = join(folder, "out.json");
  rmSync(out, {force: true});
  const child = spawnSync(process.execPath, [...flags, join(folder, "suite.mjs"), `--benchmark_out=${out}`, ...argv], {encoding: "utf8"});
  const json = existsSync(out) ? JSON.parse(readFileSync(out, "utf8")) : null;
  return {...child, json, declaration: json && JSON.parse(json.context.swarmperf)};
}

test("declares the benchmarks of the module and those around it", {skip}, () => {
  const {status, declaration} = suite([], "--benchmark_list_tests");
  assert.equal(status, 0);
  const names = declaration.benchmarks.map((one) => one.name);
  for (const name of ["core/dot/f32/n=1024", "wasm/first_call", "wasm/load/cold", "wasm/load/warm", "wasm/size"]) {
    assert.ok(names.includes(name), name);
  }
  assert.deepEqual(names, names.slice().sort());
  const source = Object.fromEntries(declaration.benchmarks.map((one) => [one.name, one.source]));
  assert.match(source["core/dot/f32/n=1024"], /^kernels\/dot\.bench\.cpp:\d+$/);
  assert.match(source["wasm/size"], /^workloads\/wasm\/size\.bench\.mjs:\d+$/);
});

// Every benchmark's own check passes, on every lane that an engine offers. One tier only, so that no warm-up is needed:
// the times of so few operations say nothing anyway.
const engines = [
  ["simd", ["--no-liftoff", "--single-threaded"]],
  ["scalar", ["--no-liftoff"]],
  ["scalar", ["--no-liftoff", "--no-enable-sse4-1"]],  // what a processor without SSE4.1 is to V8: no SIMD
  ["relaxed", ["--no-liftoff", "--experimental-wasm-relaxed-simd"]],
];
for (const [variant, flags] of engines) {
  test(`all results are right on node/${variant} with ${flags.join(" ")}`, {skip}, () => {
    const filter = "--benchmark_filter=-impl=naive";
    const {json, declaration} = suite(flags, `--variant=${variant}`, filter, "--iterations=1", "--batches=1");
    assert.equal(declaration.lane, `node/${variant}`);
    assert.deepEqual(json.benchmarks.filter((entry) => entry.error_occurred), []);
    assert.equal(json.benchmarks.length, declaration.benchmarks.length);
  });
}

test("relaxed SIMD is the lane of an engine that has it, and refused by name by another", {skip}, () => {
  const {declaration} = suite(["--experimental-wasm-relaxed-simd"], "--benchmark_list_tests");
  assert.deepEqual(declaration.lanes.map((one) => one.lane), ["node/relaxed", "node/simd", "node/scalar"]);
  assert.equal(declaration.lane, "node/relaxed");
  const {status, stderr} = suite(["--no-experimental-wasm-relaxed-simd"], "--variant=relaxed");
  assert.equal(status, 2);
  assert.match(stderr, /runs no relaxed SIMD; start it as node --experimental-wasm-relaxed-simd/);
});

test("code that tiers up is measured too", {skip}, () => {
  const {json, declaration} = suite([], "--benchmark_filter=^core/dot/f32/n=1024$", "--iterations=1000", "--batches=3");
  assert.equal(declaration.runtime.tier, "dynamic");
  assert.deepEqual(json.benchmarks.map((entry) => entry.iterations), [1000, 1000, 1000]);
});

test("an engine without SIMD takes the scalar lane, and refuses the other by name", {skip}, () => {
  const without = ["--no-enable-sse4-1"];
  const {declaration} = suite(without, "--benchmark_list_tests");
  assert.equal(declaration.lane, "node/scalar");
  assert.deepEqual(declaration.lanes.map((one) => one.lane), ["node/scalar"]);
  const {status, stderr} = suite(without, "--variant=simd");
  assert.equal(status, 2);
  assert.match(stderr, /this Node runs no WebAssembly SIMD/);
});

test("the size declared is the size of the file", {skip}, () => {
  const {json} = suite([], "--benchmark_filter=^wasm/size$", "--iterations=2", "--batches=1");
  assert.equal(json.benchmarks[0].module_bytes, readFileSync(join(folder, "modules/neural.wasm")).length);
});

test("a missing module is an error of what needs it", {skip}, () => {
  rmSync(join(folder, "modules/neural.wasm"));
  const {status, json} = suite([], "--benchmark_filter=^(wasm/size|core/dot/f32/n=1024)$", "--iterations=2", "--batches=1");
  assert.equal(status, 1);
  assert.deepEqual(json.benchmarks.map((entry) => Boolean(entry.error_occurred)), [false, true]);
  assert.match(json.benchmarks[1].error_message, /neural\.wasm/);
});
