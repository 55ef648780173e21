// The competitors that are installed give right results, and the host of one refuses by name. Their checks run with any
// measurement; here with one operation.
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import {fileURLToPath} from "node:url";

import {dot, elementwise, gemm, loop, mlpForward} from "./cases.mjs";
import {onnxModel} from "./onnx.mjs";

const host = fileURLToPath(new URL("suite.mjs", import.meta.url));
const start = (...argv) => spawnSync(process.execPath, ["--single-threaded", "--no-liftoff", host, ...argv], {encoding: "utf8"});
const listed = start().stderr.trim().split("\n").slice(1);

test("without --impl it lists who is present and who is absent, and measures nothing", () => {
  const {status, stdout} = start();
  assert.equal(status, 2);
  assert.equal(stdout, "");
  assert.deepEqual(listed.map((line) => /^(?:present|absent) +(\w+)/.exec(line)[1]).sort(), ["js", "onnxruntime", "ruv_swarm", "tfjs"]);
  assert.ok(listed.includes("present js"), "it needs nothing");
});

test("an unknown competitor is refused with the list", () => {
  const {status, stderr} = start("--impl=numpy");
  assert.equal(status, 2);
  assert.match(stderr, /^--impl=numpy: no such competitor; there are\n/);
});

test("a competitor has one lane, and refuses a variant that it would ignore", () => {
  const folder = mkdtempSync(join(tmpdir(), "peer "));
  try {
    const out = join(folder, "out.json");
    const lanesOf = (...argv) => {
      const {status, stderr} = start("--impl=js", "--benchmark_list_tests", `--benchmark_out=${out}`, ...argv);
      assert.equal(status, 0, stderr);
      const {lane, lanes} = JSON.parse(JSON.parse(readFileSync(out, "utf8")).context.swarmperf);
      return [lane, lanes];
    };
    assert.deepEqual(lanesOf(), ["node", [{lane: "node", arguments: []}]]);
    assert.deepEqual(lanesOf("--as=mine"), ["mine", [{lane: "mine", arguments: []}]]);
    for (const variant of ["relaxed", "simd", "scalar"]) {
      const {status, stderr} = start("--impl=js", `--variant=${variant}`);
      assert.equal(status, 2);
      assert.match(stderr, new RegExp(`^--variant=${variant}: what this suite runs chooses by itself; its one lane is node\\n$`));
    }
  } finally {
    rmSync(folder, {recursive: true});
  }
});

// The small case of each kind; a million elements take their time.
const small = "--benchmark_filter=(gemm/f32/n=64|n=10000|batch=1)$";
for (const line of listed) {
  const name = /^(?:present|absent) +(\w+)/.exec(line)[1];
  test(`${name} computes what ours computes`, {skip: line.startsWith("absent") && line}, () => {
    const folder = mkdtempSync(join(tmpdir(), "peer "));
    try {
      const out = join(folder, "out.json");
      const {status, stderr} = start(`--impl=${name}`, small, "--iterations=1", "--batches=1", `--benchmark_out=${out}`);
      assert.equal(status, 0, stderr);
      const {context, benchmarks} = JSON.parse(readFileSync(out, "utf8"));
      assert.ok(benchmarks.length >= 3 && benchmarks.every((entry) => !entry.error_occurred));
      assert.match(JSON.parse(context.swarmperf).about, /\d+\.\d+.*\bthread/, "version, core and threads are stated");
    } finally {
      rmSync(folder, {recursive: true});
    }
  });
}

// A wrong result must not pass for a fast one.
const zeros = (n) => ({run: loop(() => {}), result: () => new Float32Array(n)});
const wrong = {
  gemm: gemm([64], (n) => zeros(n * n)),
  "a short gemm": gemm([64], () => zeros(1)),
  dot: dot([1000], () => ({...zeros(1), result: () => 0})),
  tanh: elementwise("tanh", [100], (x) => zeros(x.length)),
  mlp: mlpForward([2], (layers, x, batch) => zeros(batch * 10)),
};
for (const [name, [benchmark]] of Object.entries(wrong)) {
  test(`${name}: zeros are refused`, async () => assert.notEqual((await benchmark.make()).check(), ""));
}
test("an error in one row of a product is found", async () => {
  const [benchmark] = gemm([16], (n, a, b) => {
    const c = Float32Array.from({length: n * n}, (_, i) => {
      let total = 0;
      for (let k = 0; k < n; ++k) total += a[Math.floor(i / n) * n + k] * b[k * n + i % n];
      return total;
    });
    c[37] += 0.001;
    return {...zeros(1), result: () => c};
  });
  assert.match((await benchmark.make()).check(), /^element 2: row/);
});

test("an ONNX model starts with its version and holds its constants as they lie in memory", () => {
  const model = onnxModel({nodes: [{type: "Relu", inputs: ["x"], outputs: ["y"]}], constants: [{name: "c", shape: [300], values: new Float32Array(300).fill(1)}],
                           inputs: [{name: "x", shape: [300]}], outputs: [{name: "y", shape: [300]}]});
  assert.deepEqual([...model.subarray(0, 3)], [8, 8, 0x3a]);
  assert.ok(model.includes(Buffer.from(new Float32Array(300).fill(1).buffer)));
  assert.ok(model.includes(Buffer.from([0x22, 4, ...Buffer.from("Relu")])), "field 4, a string of four bytes");
});
