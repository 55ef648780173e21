// The suite as a process, as the harness starts it: a folder with the host and a few scripted benchmarks, some of which
// fail. What holds for a module's benchmarks too is tested in workloads/wasm/suite.test.mjs, on the built suite.
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {fileURLToPath} from "node:url";

const host = fileURLToPath(new URL(".", import.meta.url));
const fixture = `
const work = (over = {}) => () => ({run: (n) => n, check: () => "", ...over});
export default [
  {name: "core/good/n=1", version: 3, tags: ["gate"], make: work({metrics: {left: () => 7, nan: () => NaN}}),
   metrics: [{name: "left", unit: "1"}]},
  {name: "core/good/n=10", clock: "wall", make: work()},
  {name: "core/good/n=1", impl: "peer", make: work()},
  {name: "core/wrong", make: work({check: () => "got 1, want 2"})},
  {name: "core/crash", make: () => { throw new Error("\\x1b[2mout of luck\\x1b[22m\\nand a log of it"); }},
];`;
let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "suite with space "));
  mkdirSync(join(folder, "node"));
  mkdirSync(join(folder, "benchmarks/deep"), {recursive: true});
  for (const file of readdirSync(host)) {
    if (!file.endsWith(".test.mjs")) cpSync(join(host, file), join(folder, file === "suite.mjs" ? file : `node/${file}`));
  }
  writeFileSync(join(folder, "benchmarks/deep/some.bench.mjs"), fixture);
});
after(() => rmSync(folder, {recursive: true}));

function suite(...argv) {
  const out = join(folder, "out.json");
  rmSync(out, {force: true});
  const child = spawnSync(process.execPath, [join(folder, "suite.mjs"), `--benchmark_out=${out}`, ...argv], {encoding: "utf8"});
  const json = () => JSON.parse(readFileSync(out, "utf8"));
  return {...child, json, declaration: () => JSON.parse(json().context.swarmperf)};
}
const fixed = ["--iterations=5", "--batches=2"];

test("lists names on stdout and the declaration in the file", () => {
  const {status, stdout, json, declaration} = suite("--benchmark_list_tests=true", "--benchmark_out_format=json");
  assert.equal(status, 0);
  assert.deepEqual(stdout.trim().split("\n"), ["core/crash", "core/good/n=1", "core/good/n=1/impl=peer", "core/good/n=10", "core/wrong"]);
  assert.deepEqual(json().benchmarks, []);
  const declared = declaration();
  assert.equal(declared.protocol, 1);
  assert.equal(declared.lane, "node/simd");
  assert.equal(declared.threads, "single");
  assert.deepEqual(declared.flags, ["iterations", "batches", "lockstep"]);
  assert.deepEqual(declared.lanes.map((one) => one.lane), ["node/simd", "node/scalar"]);
  assert.deepEqual(declared.runtime.execArgv, []);
  assert.equal(declared.runtime.tier, "dynamic");
  assert.equal(declared.runtime.v8, process.versions.v8);
  assert.deepEqual(declared.benchmarks[1], {
    name: "core/good/n=1", version: 3, tags: ["gate"], clock: "cpu", source: "deep/some.bench.mjs:4",
    metrics: [{better: "less", kind: "count", exact: false, primary: false, name: "left", unit: "1"}],
  });
  assert.equal(declared.benchmarks[3].clock, "wall");
});

test("measures exactly the benchmark that an anchored filter names", () => {
  const {status, json, declaration} = suite("--benchmark_filter=^core/good/n=1$", ...fixed);
  assert.equal(status, 0);
  const entries = json().benchmarks;
  assert.deepEqual(entries.map((entry) => [entry.name, entry.run_type, entry.iterations, entry.time_unit]),
                   [["core/good/n=1", "iteration", 5, "ns"], ["core/good/n=1", "iteration", 5, "ns"]]);
  assert.ok(entries.every((entry) => entry.real_time > 0));
  assert.equal(entries[1].left, 7);
  assert.ok(!("nan" in entries[1]));
  assert.equal(declaration().benchmarks.length, 1);
});

test("a benchmark that is wrong or crashes costs itself and nothing else", () => {
  const {status, json} = suite(...fixed);
  assert.equal(status, 1);
  const failed = json().benchmarks.filter((entry) => entry.error_occurred);
  assert.deepEqual(failed.map((entry) => [entry.name, entry.error_message]),
                   [["core/crash", "crashed: out of luck"], ["core/wrong", "wrong result: got 1, want 2"]]);
  assert.equal(json().benchmarks.length, 2 + 2 + 2 + 2);
});

test("a filter that matches nothing is an empty answer with a word about it", () => {
  const {status, stderr, json} = suite("--benchmark_filter=^core/none$", ...fixed);
  assert.equal(status, 0);
  assert.match(stderr, /no benchmark matches/);
  assert.deepEqual(json().benchmarks, []);
});

test("the lane is the one asked for", () => {
  assert.equal(suite("--benchmark_list_tests", "--variant=scalar").declaration().lane, "node/scalar");
  const {lane, lanes} = suite("--benchmark_list_tests", "--variant=scalar", "--as=node").declaration();
  assert.deepEqual([lane, lanes], ["node", [{lane: "node", arguments: []}]], "a name of its own is the only one");
});

test("--impl leaves what that implementation does, under the names of own", () => {
  const names = (impl) => suite("--benchmark_list_tests", `--impl=${impl}`).stdout.trim().split("\n");
  assert.deepEqual(names("peer"), ["core/good/n=1"]);
  assert.deepEqual(names("own"), ["core/crash", "core/good/n=1", "core/good/n=10", "core/wrong"]);
  const {json} = suite("--impl=peer", "--benchmark_filter=^core/good/n=1$", ...fixed);
  assert.deepEqual(json().benchmarks.map((entry) => entry.name), ["core/good/n=1", "core/good/n=1"]);
});

const refused = [
  [["--impl=none"], /^--impl=none: this suite has nothing of that name$/m],
  [["--bogus=1"], /^unknown flag --bogus=1/],
  [["--benchmark_filter=("], /not a regular expression/],
  [["--iterations=none"], /want a number from 1/],
  [["--benchmark_out=/no/such/folder/x.json"], /cannot be written/],
];
for (const [argv, message] of refused) {
  test(`refuses ${argv.join(" ")} with one line and exit code 2`, () => {
    const {status, stderr, stdout} = suite(...argv);
    assert.equal(status, 2);
    assert.match(stderr, message);
    assert.equal(stderr.trim().split("\n").length, 1);
    assert.equal(stdout, "");
  });
}

test("two benchmarks of one name are refused", () => {
  const twice = join(folder, "benchmarks/twice.bench.mjs");
  writeFileSync(twice, 'export default [{name: "core/wrong", make: () => {}}];');
  try {
    const {status, stderr} = suite("--benchmark_list_tests");
    assert.equal(status, 1);
    assert.equal(stderr.trim().split("\n").at(-1), "suite: two benchmarks are called 'core/wrong'", "the harness quotes the last line");
  } finally {
    rmSync(twice);
  }
});

test("a Node that is too old is refused by name", () => {
  const old = "Object.defineProperty(process, 'versions', {value: {...process.versions, node: '16.20.2'}});";
  writeFileSync(join(folder, "old.cjs"), old);
  const child = spawnSync(process.execPath, ["--require", join(folder, "old.cjs"), join(folder, "suite.mjs")], {encoding: "utf8"});
  assert.equal(child.status, 2);
  assert.equal(child.stderr, "Node 16.20.2 is too old for this suite; use Node 18 or newer\n");
});
