// Runs in a process of its own for wasm/heap: makes letters between agents as a busy program does, most of which
// die young, and prints as JSON how long that took and how much of it the collector had. With "watched" the heap's
// monitor looks a hundred times as often as it would in that time. Usage: node heap_churn.mjs [watched]
import {PerformanceObserver} from "node:perf_hooks";

import {nodeMonitor} from "./heap_monitor.mjs";

const rounds = 400, letters = 1000, agents = 50;
let gc_ns = 0;
const observer = new PerformanceObserver((list) => { for (const entry of list.getEntries()) gc_ns += entry.duration * 1e6; });
observer.observe({entryTypes: ["gc"]});
const monitor = process.argv[2] === "watched" ? nodeMonitor() : null;

const start_ns = process.hrtime.bigint();
const cpu = process.cpuUsage();
const inboxes = Array.from({length: agents}, () => []);
let sum = 0;
for (let round = 0; round < rounds; ++round) {
  for (let i = 0; i < letters; ++i) inboxes[(i * 7 + round) % agents].push({from: i % agents, kind: "task", values: [i, round, i + round], note: `letter ${i}`});
  for (const inbox of inboxes) {
    for (const {values} of inbox) sum += values[2];
    if (round % 8 === 7) inbox.length = 0;  // read, kept for a while, then gone
  }
  if (monitor !== null && round % 4 === 0) monitor.look();
  if (round % 20 === 19) await new Promise(setImmediate);  // where Node tells of its collections
}
const load_ns = Number(process.hrtime.bigint() - start_ns);
const used = process.cpuUsage(cpu);
await new Promise(setImmediate);

// Every letter of eight rounds is read in its own and every later one of them.
let want = 0;
for (let round = 0; round < rounds; ++round) {
  const all = letters * (letters - 1) / 2 + letters * round;
  want += all * (8 - round % 8);
}
console.log(JSON.stringify({
  load_ns, gc_ns,
  cpu_ns: 1000 * (used.user + used.system),
  look_ns: monitor === null ? 0 : monitor.spentMs * 1e6 / monitor.looks,
  problem: sum === want ? "" : `the letters add up to ${sum}, want ${want}`,
}));
