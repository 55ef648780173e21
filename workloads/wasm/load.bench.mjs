// What it costs to have a module at hand: cold is a fresh process, since no engine keeps compiled code across processes
// under Node; warm is another instance of a module that was kept; the first call is the price of lazy compilation.
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";

import {checkFirstCall, prepareFirstCall} from "./first_call.mjs";
import {instantiate, moduleUrl} from "./loader.mjs";
import {ordinaryNode} from "./ordinary_node.mjs";

const steps = ["read_ns", "compile_ns", "instantiate_ns", "first_call_ns", "process_ns"];

const median = (values) => values.slice().sort((a, b) => a - b)[values.length >> 1];

function makeCold(context) {
  const module = fileURLToPath(moduleUrl(context));
  const starts = [];
  return {
    run(n) {
      let realNs = 0;
      let cpuNs = 0;
      for (let i = 0; i < n; ++i) {
        const start = ordinaryNode(context, "cold_start.mjs", module);
        starts.push(start);
        realNs += start.load_ns;
        cpuNs += start.cpu_ns;
      }
      return {done: n, realNs, cpuNs};
    },
    check: () => starts.find((start) => start.problem !== "")?.problem ?? "",
    metrics: Object.fromEntries(steps.map((name) => [name, () => median(starts.map((start) => start[name]))])),
  };
}

function makeFirstCall(context) {
  const module = fileURLToPath(moduleUrl(context));
  let problem = "never ran";
  return {
    run(n) {
      const {done, realNs, cpuNs, problem: found} = ordinaryNode(context, "first_calls.mjs", module, String(n));
      problem = found;
      return {done, realNs, cpuNs};
    },
    check: () => problem,
  };
}

function makeWarm(context) {
  const module = new WebAssembly.Module(readFileSync(moduleUrl(context)));
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

export default [
  {
    name: "wasm/load/cold", clock: "wall", freshProcess: true, make: makeCold,
    metrics: steps.map((name) => ({name, unit: "ns", kind: "time"})),
  },
  {name: "wasm/load/warm", tags: ["gate"], make: makeWarm},
  {name: "wasm/first_call", clock: "wall", freshProcess: true, make: makeFirstCall},
];
