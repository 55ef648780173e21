// One suite process: arguments, the benchmarks found, then the list or the measurements. Exit codes are those of the
// native host: 0 done, 1 a benchmark failed, 2 wrong arguments. As there, --impl=NAME leaves what that implementation
// does, under the names that "own" has; --as=LANE gives the lane a name, so that two lanes can be set one against the other.
import {existsSync, readFileSync, writeFileSync} from "node:fs";

import {parseArguments, UsageError} from "./arguments.mjs";
import {tellFailure} from "./failure.mjs";
import {compileFilter} from "./filter.mjs";
import {measure} from "./measure.mjs";
import {moduleBenchmarks} from "./module.mjs";
import {scriptBenchmarks} from "./script.mjs";
import {tierPolicy} from "./tiers.mjs";
import {contextOf, consoleLine} from "./output.mjs";
import {supportedVariants} from "./variants.mjs";

const hints = {
  simd: "this Node runs no WebAssembly SIMD; use --variant=scalar",
  relaxed: "this Node runs no relaxed SIMD; start it as node --experimental-wasm-relaxed-simd, or use --variant=simd",
};

function chooseLane({variant, as}, {lane, engine}) {
  const {supported} = engine;
  if (lane && variant !== "") throw new UsageError(`--variant=${variant}: what this suite runs chooses by itself; its one lane is ${lane}`);
  if (variant !== "" && !supported.includes(variant)) {
    throw new UsageError(`--variant=${variant}: ${engine.hints?.[variant] ?? `${engine.name} does not run it`}`);
  }
  return {current: variant || supported[0], supported, as: as || lane};
}

// An engine without SIMD rejects a module that holds any, so it gets one that was built without; the same holds for
// relaxed SIMD, which has a module of its own.
export function moduleName({current, supported}) {
  if (current === "relaxed") return "suite_relaxed.wasm";
  return supported.includes("simd") ? "suite.wasm" : "suite_scalar.wasm";
}

async function findBenchmarks(folder, lane) {
  const module = new URL(moduleName(lane), folder);
  const all = existsSync(module) ? moduleBenchmarks(readFileSync(module), lane.current) : [];
  all.push(...await scriptBenchmarks({folder, variant: lane.current}));
  if (all.length === 0) throw new Error(`no benchmarks in ${folder.pathname}: neither suite.wasm nor benchmarks/*.bench.mjs`);
  all.sort((a, b) => (a.declaration.name < b.declaration.name ? -1 : 1));
  const twice = all.find((one, i) => i > 0 && one.declaration.name === all[i - 1].declaration.name);
  if (twice) throw new Error(`two benchmarks are called '${twice.declaration.name}'`);
  return all;
}

// "own" unless the last parameter of the name says otherwise.
const implPart = /\/impl=([^/]+)$/;

function ofImpl(benchmarks, impl) {
  if (impl === "") return benchmarks;
  const found = benchmarks.filter(({declaration}) => (implPart.exec(declaration.name)?.[1] ?? "own") === impl);
  if (found.length === 0) throw new UsageError(`--impl=${impl}: this suite has nothing of that name`);
  return found.map((one) => ({...one, declaration: {...one.declaration, name: one.declaration.name.replace(implPart, "")}}));
}

function declare(benchmarks, lane, {engine, about}) {
  const known = lane.supported.map((variant) => ({lane: `${engine.name}/${variant}`, arguments: [`--variant=${variant}`]}));
  return {
    protocol: 1,
    lane: lane.as || `${engine.name}/${lane.current}`,
    lanes: lane.as ? [{lane: lane.as, arguments: []}] : known,
    flags: ["iterations", "batches", "lockstep"],
    threads: "single", ...(about ? {about} : {}),
    runtime: {...engine.runtime, tier: engine.tier},
    benchmarks: benchmarks.map((one) => one.declaration),
  };
}

function write(path, context, benchmarks) {
  try {
    writeFileSync(path, JSON.stringify({context, benchmarks}, null, 2) + "\n");
  } catch (error) {
    throw new UsageError(`--benchmark_out=${path}: cannot be written: ${error.message}`);
  }
}

// The engine that this process is.
const thisNode = () => ({
  name: "node", hints, supported: supportedVariants(),
  tier: tierPolicy([...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(" ")]),
  runtime: {node: process.versions.node, v8: process.versions.v8, execArgv: process.execArgv},
});

async function run(folder, argv, program) {
  const options = parseArguments(argv);
  const selected = compileFilter(options.filter);
  const lane = chooseLane(options, program);
  const {tier} = program.engine;
  const benchmarks = ofImpl(await program.find(folder, lane), options.impl).filter((one) => selected(one.declaration.name));
  const context = contextOf(process.argv[1], declare(benchmarks, lane, program));
  if (options.out !== "") write(options.out, context, []);  // found unwritable now, not after the measurement
  if (options.list) {
    for (const one of benchmarks) console.log(one.declaration.name);
    return 0;
  }
  if (benchmarks.length === 0) console.error(`no benchmark matches --benchmark_filter=${options.filter}`);
  const entries = [];
  for (const [index, one] of benchmarks.entries()) {
    const measured = await measure(one, index, options, tier);
    for (const entry of measured) console.log(consoleLine(entry));
    entries.push(...measured);
  }
  if (options.out !== "") write(options.out, context, entries);
  return entries.some((entry) => entry.error_occurred) ? 1 : 0;
}

// Returns the exit code of the suite in `folder` for these arguments. A program of its own, such as a competitor's, says
// how its benchmarks are found, what a reader of their numbers must know (version, chosen core, threads), in which engine
// they run, and the name of its lane where it has but one.
export async function main(folder, argv, program = {find: findBenchmarks}) {
  try {
    return await run(folder, argv, {about: "", engine: thisNode(), lane: "", ...program});
  } catch (error) {
    return tellFailure(error);
  }
}
