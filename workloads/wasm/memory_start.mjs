// Runs in a process of its own for wasm/memory/start: starts the runtime, lets eight agents answer, then prints as JSON
// what memory that took. Usage: node memory_start.mjs FOLDER VARIANT lazy|eager
const bareBytes = process.memoryUsage.rss();
const start_ns = process.hrtime.bigint();
const cpu = process.cpuUsage();

const {instantiate} = await import("./loader.mjs");
const {start, tiers} = await import("./runtime.mjs");
const {Swarm, inputs, outputs} = await import("./coordination.mjs");

const [folder, variant, how] = process.argv.slice(2);
const features = how === "eager" ? [...tiers.neural, ...tiers.advanced] : [];
const runtime = await start({folder, variant}, features);
const others = await Promise.all(features.map(async (name) => instantiate(await runtime.module(name))));
const swarm = new Swarm(await runtime.module("coordination"), {seats: 8, warm: 8});
const agents = Array.from({length: 8}, () => swarm.spawn());
const answers = swarm.ask(agents, Float32Array.from({length: inputs * agents.length}, (_, i) => i % 97 / 97));

const load_ns = Number(process.hrtime.bigint() - start_ns);
const used = process.cpuUsage(cpu);
const resident_bytes = process.memoryUsage.rss() - bareBytes;
const linear_bytes = others.reduce((sum, {memory}) => sum + memory.buffer.byteLength, swarm.linearBytes);
const sums = agents.map((_, i) => answers.subarray(i * outputs, (i + 1) * outputs).reduce((sum, p) => sum + p, 0));
console.log(JSON.stringify({
  memory_bytes: resident_bytes + linear_bytes,
  resident_bytes,
  linear_bytes,
  load_ns,
  cpu_ns: 1000 * (used.user + used.system),
  problem: sums.every((sum) => Math.abs(sum - 1) < 1e-5) ? "" : `probabilities that add up to ${sums}`,
}));
