// Runs in a process of its own for wasm/first_call: makes the first call into a module again and again, each time into
// one that the engine has not met, then prints as JSON what the calls took. Usage: node first_calls.mjs MODULE COUNT
import {readFileSync} from "node:fs";

import {checkFirstCall, prepareFirstCall} from "./first_call.mjs";
import {instantiate} from "./loader.mjs";

// Bytes that differ in a custom section are another module to V8, which else would find its code in a cache.
function withNonce(bytes, nonce) {
  const section = Buffer.from([0, 6, 1, "n".charCodeAt(0), 0, 0, 0, 0]);
  section.writeUInt32LE(nonce, 4);
  return Buffer.concat([bytes, section]);
}

const bytes = readFileSync(process.argv[2]);
const count = Number(process.argv[3]);
const total = {done: 0, realNs: 0, cpuNs: 0, problem: ""};
for (; total.done < count; ++total.done) {
  const call = prepareFirstCall(instantiate(new WebAssembly.Module(withNonce(bytes, total.done))));
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const got = call();
  total.realNs += Number(process.hrtime.bigint() - start);
  const used = process.cpuUsage(cpu);
  total.cpuNs += 1000 * (used.user + used.system);
  total.problem ||= checkFirstCall(got);
}
console.log(JSON.stringify(total));
