// Measures one benchmark: make, one run, the check, warm-up, batches, the check again. What fails its check yields one
// error entry and no time. This file knows no WebAssembly: a benchmark is anything with make() (see module.mjs and
// workloads/wasm/*.bench.mjs):
//
//   make() -> {run(n), check(), settle(), metrics: {name: () => number}, bytesPerOp, itemsPerOp, close()}
//
// run(n) performs n operations and returns how many were performed, or {done, realNs, cpuNs} where the operation times
// itself, as a fresh process must; where cpuNs is undefined there is no such clock, and no CPU time is reported. check()
// returns "" or what is wrong with the last result. settle(), where there is one, waits until nothing disturbs what is
// timed. Each may return a promise, where there is only an asynchronous way.
import {startClock} from "./clock.mjs";
import {firstLine} from "./failure.mjs";
import {SteadyDetector} from "./tiers.mjs";
import {tokenOf} from "./token.mjs";

class WrongResult extends Error {}

const chunkNs = 5e6;          // one batch of the warm-up; long enough for the clock
const iterationsMax = 1e9;

// The clock that all processes of a machine share: the harness compares these times with the other arm's.
const monotonicSeconds = () => Number(process.hrtime.bigint()) * 1e-9;

// V8 without helper threads compiles in the event loop, so warm-up lets it turn.
const turnEventLoop = () => new Promise((resolve) => { setImmediate(resolve); });

async function check(work) {
  const problem = await work.check();
  if (problem !== "") throw new WrongResult(`wrong result: ${problem}`);
}

// V8 keeps vectors on the stack without aligning them. Where one lies across the border of two pages, code runs several
// times slower (dot: 4.3 times, in one launch of 28, by the address of the stack alone). So every batch starts at a
// depth of its own: a launch meets the border in one of its batches at most, and its median in none.
const framesApart = 3;  // 360 bytes, further than the vectors of one function reach
const depthsUsed = 12;  // together about one page

function runAtDepth(frames, work, n) {
  return frames > 0 ? runAtDepth(frames - 1, work, n) : work.run(n);
}

async function timeBatch(work, n, clock, batch = 0) {
  const frames = framesApart * (batch % depthsUsed);
  const stop = startClock(clock);
  let result = runAtDepth(frames, work, n);
  if (result instanceof Promise) result = await result;
  const times = stop();
  const {done, ...own} = typeof result === "number" ? {done: result} : result;
  if (done !== n) throw new WrongResult(`asked for ${n} operations, ${done} done`);
  return {...times, elapsedNs: times.realNs, ...own};
}

// Returns how many operations fill `targetNs`, by growing batches that nobody records.
async function fill(work, targetNs, clock) {
  for (let n = 1;;) {
    const {elapsedNs} = await timeBatch(work, n, clock);
    await turnEventLoop();
    if (elapsedNs >= targetNs || n >= iterationsMax) return n;
    const needed = Math.ceil(1.2 * n * targetNs / Math.max(elapsedNs, 1));
    n = Math.min(iterationsMax, Math.max(n + 1, Math.min(needed, 10 * n)));
  }
}

async function warmUp(work, tier, clock) {
  const n = await fill(work, chunkNs, clock);
  if (tier !== "dynamic") return;
  const steady = new SteadyDetector();
  for (;;) {
    const {realNs, elapsedNs} = await timeBatch(work, n, clock);
    if (steady.add(realNs, elapsedNs)) return;
    await turnEventLoop();
  }
}

function entry(name, index, options) {
  return {
    name, family_index: index, per_family_instance_index: 0, run_name: name, run_type: "iteration",
    repetitions: options.batches, repetition_index: 0, threads: 1,
  };
}

// Counters of Google Benchmark's SetBytesProcessed and SetItemsProcessed.
function rates(work, opNs) {
  const out = {};
  if (work.bytesPerOp > 0 && opNs > 0) out.bytes_per_second = work.bytesPerOp / (opNs * 1e-9);
  if (work.itemsPerOp > 0 && opNs > 0) out.items_per_second = work.itemsPerOp / (opNs * 1e-9);
  return out;
}

// Values that are not numbers are left out: absent is what the harness reads, and NaN is not JSON.
async function metrics(work) {
  const read = await Promise.all(Object.entries(work.metrics ?? {}).map(async ([name, value]) => [name, await value()]));
  return Object.fromEntries(read.filter(([, value]) => Number.isFinite(value)));
}

// Returns the entries of one benchmark for Google Benchmark's JSON: one per batch, or one that says what failed.
export async function measure(benchmark, index, options, tier) {
  const {name, clock} = benchmark.declaration;
  let work;
  try {
    work = await benchmark.make();
    await timeBatch(work, 1, clock);
    await check(work);
    const token = tokenOf(options.lockstep);
    if (work.settle) {
      token.wait();  // two that looked for rest at once would not find it
      await work.settle();
      token.pass();
    }
    let n = options.iterations;
    // Flags that leave WebAssembly one tier leave JavaScript all of its own.
    if (!benchmark.freshProcess) await warmUp(work, benchmark.script ? "dynamic" : tier, clock);
    n ||= await fill(work, options.minTimeSeconds * 1e9, clock);
    await timeBatch(work, n, clock);

    const entries = [];
    for (let batch = 0; batch < options.batches; ++batch) {
      token.wait();
      const batch_start_s = monotonicSeconds();
      const {realNs, cpuNs} = await timeBatch(work, n, clock, batch);
      const batch_end_s = monotonicSeconds();
      token.pass();
      entries.push({
        ...entry(name, index, options), repetition_index: batch, iterations: n, real_time: realNs / n,
        ...(cpuNs === undefined ? {} : {cpu_time: cpuNs / n}), time_unit: "ns", ...rates(work, (clock === "wall" ? realNs : cpuNs) / n),
        ...(options.iterations > 0 ? {batch_start_s, batch_end_s} : {}),
      });
    }
    await check(work);
    Object.assign(entries.at(-1), await metrics(work));
    return entries;
  } catch (error) {
    // A trap in the module, an exception of a benchmark, a wrong result: it costs this benchmark and nothing else.
    const message = error instanceof WrongResult ? error.message : `crashed: ${firstLine(error)}`;
    // The zeros are what Google Benchmark writes there; its compare.py wants the members.
    return [{
      ...entry(name, index, options), error_occurred: true, error_message: message, iterations: 0, real_time: 0,
      cpu_time: 0, time_unit: "ns",
    }];
  } finally {
    await work?.close?.();
  }
}
