// What it costs to have a module at hand: cold is a fresh process, since no engine keeps compiled code across processes
// under Node; warm is another instance of a module that was kept; the first call is the price of lazy compilation;
// features is all modules of the runtime, its core first.
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";

import {checkFirstCall, prepareFirstCall} from "./first_call.mjs";
import {instantiate, moduleUrl} from "./loader.mjs";
import {ordinaryNode, processes} from "./ordinary_node.mjs";

const check = ({problem}) => problem;
const steps = ["read_ns", "compile_ns", "instantiate_ns", "first_call_ns", "process_ns"];

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

const features = (how, arm) => ({
  name: "wasm/load/features", ...arm, clock: "wall", freshProcess: true,
  make: (context) => processes(context, "feature_start.mjs", [context.folder.href ?? context.folder, context.variant, how], {check}),
});

export default [
  {
    name: "wasm/load/cold", clock: "wall", freshProcess: true,
    make: (context) => processes(context, "cold_start.mjs", [fileURLToPath(moduleUrl(context))], {check, names: steps}),
    metrics: steps.map((name) => ({name, unit: "ns", kind: "time"})),
  },
  features("together", {}),
  features("one_by_one", {impl: "one_by_one"}),
  {name: "wasm/load/warm", tags: ["gate"], make: makeWarm},
  {name: "wasm/first_call", clock: "wall", freshProcess: true, make: makeFirstCall},
];
