// Runs in a process of its own for wasm/memory/growth: an hour of the runtime's load as fast as it goes, of one round a
// second, and prints as JSON by how much memory grew in that hour. In a round two agents come, answer and go, and ten
// transfers are paid; once a minute a network is made, used and closed. What the first twenty minutes take is not
// growth: it is the engine's own. Usage: node memory_soak.mjs FOLDER VARIANT [KEEP_BYTES: of every round, a planted leak]
import {setFlagsFromString} from "node:v8";
import {runInNewContext} from "node:vm";

import {Swarm, inputs} from "./coordination.mjs";
import {Tokens} from "./economics.mjs";
import {Mlp} from "./mlp.mjs";
import {start} from "./runtime.mjs";
import {slope} from "./slope.mjs";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const [folder, variant, keepBytes = "0"] = process.argv.slice(2);
const hour = 3600, warmUp = 1200, sampleEvery = 120, agentsAtATime = 2;

const runtime = await start({folder, variant}, ["mlp", "economics"]);
const swarm = new Swarm(await runtime.module("coordination"), {seats: agentsAtATime, warm: agentsAtATime});
const tokens = new Tokens(await runtime.module("economics"));
const mlp = await runtime.module("mlp");
const accounts = [tokens.open(10n ** 9n), tokens.open(10n ** 9n)];
const images = Float32Array.from({length: inputs * agentsAtATime}, (_, i) => i % 97 / 97);
let problem = "";
let first = null;
const kept = [];

function round(i) {
  const agents = Array.from({length: agentsAtATime}, () => swarm.spawn());
  const answers = swarm.ask(agents, images);
  first ??= answers;
  if (answers.some((value, k) => value !== first[k])) problem ||= `round ${i}: other answers than in the first`;
  if (!agents.every((agent) => swarm.retire(agent))) problem ||= `round ${i}: an agent was gone`;
  for (let k = 0; k < 10; ++k) {
    const refused = tokens.perform({from: accounts[k % 2], to: accounts[1 - k % 2], amount: 100n});
    if (refused !== "none") problem ||= `round ${i}: ${refused}`;
  }
  if (i % 60 === 0) {
    const net = new Mlp(mlp, {widths: [784, 256, 128, 10]});
    net.forward(images.subarray(0, inputs));
    net.close();
  }
  if (keepBytes > 0) kept.push(new Uint8Array(Number(keepBytes)).fill(1));
}

const samples = [];
let realNs = 0;
let cpuNs = 0;
for (let i = 0; i < warmUp + hour; ++i) {
  const begin = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  round(i);
  if (i % sampleEvery === sampleEvery - 1) await new Promise(setImmediate);  // what the engine does between tasks
  const used = process.cpuUsage(cpu);
  if (i >= warmUp) {
    realNs += Number(process.hrtime.bigint() - begin);
    cpuNs += 1000 * (used.user + used.system);
  }
  if (i >= warmUp && i % sampleEvery === 0) {
    collect();
    const {rss, heapUsed, external} = process.memoryUsage();
    samples.push([(i - warmUp) / hour, rss, heapUsed + external]);
  }
}
if (tokens.audit() !== tokens.supply()) problem ||= "the supply changed";

console.log(JSON.stringify({
  resident_growth: slope(samples.map(([hours, rss]) => [hours, rss])),
  live_growth: slope(samples.map(([hours, , live]) => [hours, live])),
  load_ns: realNs, cpu_ns: cpuNs, problem,
}));
