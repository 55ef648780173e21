// Runs in a process of its own for wasm/load/cold: reads, compiles and instantiates a module and calls it once, then
// prints as JSON how long each step took and what came out. Usage: node cold_start.mjs MODULE
import {readFileSync} from "node:fs";

import {checkFirstCall, prepareFirstCall} from "./first_call.mjs";
import {instantiate} from "./loader.mjs";

const times = [process.hrtime.bigint()];
const step = (value) => {
  times.push(process.hrtime.bigint());
  return value;
};
const cpu = process.cpuUsage();
const bytes = step(readFileSync(process.argv[2]));
const module = step(new WebAssembly.Module(bytes));
const exports = step(instantiate(module));
const call = step(prepareFirstCall(exports));
const got = step(call());
const used = process.cpuUsage(cpu);

const [read, compile, instantiated, prepared, called] = times.slice(1).map((time, i) => Number(time - times[i]));
console.log(JSON.stringify({
  read_ns: read,
  compile_ns: compile,
  instantiate_ns: instantiated,
  first_call_ns: prepared + called,
  load_ns: read + compile + instantiated + prepared + called,
  cpu_ns: 1000 * (used.user + used.system),
  problem: checkFirstCall(got),
}));
