#!/usr/bin/env node
// The suite under Node: understands Google Benchmark's flags, runs the benchmarks of suite.wasm and of *.bench.mjs
// beside it, and writes Google Benchmark's JSON (docs/suite-protocol.md). This file only refuses a Node that is too old,
// in words that any Node can read; everything else is loaded after that.
const minimum = 18;

if (Number(process.versions.node.split(".")[0]) < minimum) {
  console.error(`Node ${process.versions.node} is too old for this suite; use Node ${minimum} or newer`);
  process.exit(2);
}
import("./node/main.mjs").then((program) => program.main(new URL(".", import.meta.url), process.argv.slice(2))).then(
    (code) => { process.exitCode = code; });
