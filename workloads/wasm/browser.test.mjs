// The built suite in Chromium, as the harness starts it.
import assert from "node:assert/strict";
import {spawn, spawnSync} from "node:child_process";
import {existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, test} from "node:test";
import {fileURLToPath} from "node:url";

const program = fileURLToPath(new URL("../../build/wasm/browser.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "browser-"));
after(() => rmSync(folder, {recursive: true}));

function suite(argv, env = {}) {
  const out = join(folder, "out.json");
  rmSync(out, {force: true});
  const child = spawnSync(process.execPath, [program, `--benchmark_out=${out}`, ...argv], {encoding: "utf8", env: {...process.env, ...env}});
  const json = () => JSON.parse(readFileSync(out, "utf8"));
  return {...child, json, declaration: () => JSON.parse(json().context.swarmperf)};
}

test("benchmarks run in the page, checked there and timed by its wall clock, with their metrics", () => {
  const {status, stderr, json, declaration} = suite([
    "--variant=simd", "--iterations=20", "--batches=2", "--benchmark_filter=^(core/dot/f32/n=1024|memory/pool/mixed)$"]);
  assert.equal(status, 0, stderr);
  const {lane, lanes, runtime, benchmarks} = declaration();
  assert.equal(lane, "chromium/simd");
  assert.deepEqual(lanes.map((one) => one.lane).slice(-2), ["chromium/simd", "chromium/scalar"]);
  assert.match(runtime.chromium, /^[0-9]+\./);
  assert.equal(runtime.tier, "turbofan");
  assert.deepEqual(benchmarks.map(({name, clock}) => [name, clock]), [["core/dot/f32/n=1024", "wall"], ["memory/pool/mixed", "wall"]]);
  const entries = json().benchmarks;
  assert.equal(entries.length, 4);
  for (const entry of entries) {
    assert.equal(entry.error_occurred, undefined, entry.error_message);
    assert.equal(entry.iterations, 20);
    assert.ok(entry.real_time > 0);
    assert.ok(!("cpu_time" in entry), "a page has no clock of processor time");
  }
  assert.ok(entries[3].committed_bytes > entries[3].in_use_bytes);
});

test("a browser that does not start is told in the last line, without its log", () => {
  const {status, stderr} = suite([], {CHROMIUM: "/bin/false"});
  assert.equal(status, 1);
  assert.match(stderr.trim().split("\n").at(-1), /^suite: browserType\.launch: [\w ,]+ closed$/);
});

test("a browser that hangs goes with the suite when that is asked to end, and its profile", async () => {
  const [hanging, temporary] = [join(folder, "hanging"), join(folder, "temporary")];
  mkdirSync(temporary);
  writeFileSync(hanging, `#!/bin/sh\necho $$ > ${join(folder, "pid")}\nexec sleep 600\n`, {mode: 0o755});
  const child = spawn(process.execPath, [program], {env: {...process.env, CHROMIUM: hanging, TMPDIR: temporary}, stdio: "ignore"});
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const isPid = () => existsSync(join(folder, "pid")) && readFileSync(join(folder, "pid"), "utf8").endsWith("\n");
  while (!isPid()) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.notDeepEqual(readdirSync(temporary), []);
  child.kill("SIGTERM");
  assert.equal(await ended, 143);
  const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
  const isThere = () => existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  for (let i = 0; i < 500 && isThere(); ++i) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(isThere(), false);
  assert.deepEqual(readdirSync(temporary), []);
});

test("without a browser, and for a variant that no engine has, it says so and ends with 2", () => {
  const none = suite([], {CHROMIUM: "/nowhere/chromium"});
  assert.equal(none.status, 2);
  assert.equal(none.stderr, "no browser at /nowhere/chromium: install chromium or set CHROMIUM\n");
  const wrong = suite(["--variant=mmx"], {CHROMIUM: "/nowhere/chromium"});
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /^--variant=mmx: want relaxed or simd or scalar\n$/m);
});
