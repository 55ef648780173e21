// What it costs to have a module at hand: cold is a fresh process, since no engine keeps compiled code across processes
// under Node; warm is another instance of a module that was kept; the first call is the price of lazy compilation.
import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";

import {checkFirstCall, prepareFirstCall} from "./first_call.mjs";
import {instantiate, moduleUrl} from "./loader.mjs";

const coldStart = fileURLToPath(new URL("cold_start.mjs", import.meta.url));
const limitMs = 30_000;
const steps = ["read_ns", "compile_ns", "instantiate_ns", "first_call_ns", "process_ns"];

const modulePath = (context) => fileURLToPath(moduleUrl(context));

const median = (values) => values.slice().sort((a, b) => a - b)[values.length >> 1];

// The child gets none of this process's V8 flags: a user's first load happens in an ordinary Node.
function startCold(path) {
  const start = process.hrtime.bigint();
  const child = spawnSync(process.execPath, [coldStart, path], {encoding: "utf8", timeout: limitMs});
  const process_ns = Number(process.hrtime.bigint() - start);
  if (child.status !== 0) throw new Error(`cold start: ${child.error?.message ?? child.stderr.trim().split("\n").at(-1)}`);
  return {...JSON.parse(child.stdout), process_ns};
}

function makeCold(context) {
  const path = modulePath(context);
  const starts = [];
  return {
    run(n) {
      let realNs = 0;
      let cpuNs = 0;
      for (let i = 0; i < n; ++i) {
        starts.push(startCold(path));
        realNs += starts.at(-1).load_ns;
        cpuNs += starts.at(-1).cpu_ns;
      }
      return {done: n, realNs, cpuNs};
    },
    check: () => starts.find((start) => start.problem !== "")?.problem ?? "",
    metrics: Object.fromEntries(steps.map((name) => [name, () => median(starts.map((start) => start[name]))])),
  };
}

function makeWarm(context) {
  const module = new WebAssembly.Module(readFileSync(modulePath(context)));
  let problem = "never ran";
  return {
    run(n) {
      problem = "";
      for (let i = 0; i < n; ++i) problem ||= checkFirstCall(prepareFirstCall(instantiate(module))());
      return n;
    },
    check: () => problem,
  };
}

// Bytes that differ in a custom section are another module to V8, which else would find its code in a cache.
function withNonce(bytes, nonce) {
  const section = Uint8Array.from([0, 6, 1, 0x6e, nonce & 255, (nonce >> 8) & 255, (nonce >> 16) & 255, nonce >>> 24]);
  return Buffer.concat([bytes, section]);
}

function makeFirstCall(context) {
  const bytes = readFileSync(modulePath(context));
  let nonce = 0;
  let problem = "never ran";
  return {
    run(n) {
      problem = "";
      let realNs = 0;
      let cpuNs = 0;
      for (let i = 0; i < n; ++i) {
        const call = prepareFirstCall(instantiate(new WebAssembly.Module(withNonce(bytes, ++nonce))));
        const cpu = process.cpuUsage();
        const start = process.hrtime.bigint();
        const got = call();
        realNs += Number(process.hrtime.bigint() - start);
        const used = process.cpuUsage(cpu);
        cpuNs += 1000 * (used.user + used.system);
        problem ||= checkFirstCall(got);
      }
      return {done: n, realNs, cpuNs};
    },
    check: () => problem,
  };
}

export default [
  {
    name: "wasm/load/cold", clock: "wall", freshProcess: true, make: makeCold,
    metrics: steps.map((name) => ({name, unit: "ns", kind: "time"})),
  },
  {name: "wasm/load/warm", tags: ["gate"], make: makeWarm},
  {name: "wasm/first_call", clock: "wall", make: makeFirstCall},
];
