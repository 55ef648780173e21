// Runs in a process of its own for wasm/load/features: starts the runtime with every feature, and prints as JSON how long
// that took. Usage: node feature_start.mjs FOLDER VARIANT together|one_by_one
import {start, tiers} from "./runtime.mjs";

const [folder, variant, how] = process.argv.slice(2);
const features = [...tiers.neural, ...tiers.advanced];
const begin = process.hrtime.bigint();
const cpu = process.cpuUsage();
const runtime = await start({folder, variant}, how === "together" ? features : []);
for (const name of features) await runtime.module(name);
const load_ns = Number(process.hrtime.bigint() - begin);
const used = process.cpuUsage(cpu);

console.log(JSON.stringify({
  load_ns,
  cpu_ns: 1000 * (used.user + used.system),
  problem: runtime.order.length === tiers.core.length + features.length ? "" : `${runtime.order.length} modules were loaded`,
}));
