// V8 compiles WebAssembly fast at first (Liftoff) and well later (TurboFan), function by function, and a call that runs
// keeps the code it started with. How it does that is decided by flags when Node starts; nothing is timed in between.

const names = (flag) => flag.split("=")[0].replace(/^--/, "").replaceAll(/[_-]/g, "");

// Returns "turbofan" and "liftoff" where flags leave a single tier, else "dynamic".
export function tierPolicy(execArgv) {
  const given = execArgv.map(names);
  if (given.includes("liftoffonly")) return "liftoff";
  if (given.includes("noliftoff")) return "turbofan";
  return "dynamic";
}

// Decides from the times of equal batches, fed one by one, when code has stopped getting faster. A function is
// recompiled in the background after some milliseconds of running, so a plateau counts only when it has lasted.
export class SteadyDetector {
  static gainMin = 0.02;       // a smaller gain is noise
  static plateauBatches = 5;
  static plateauNs = 60e6;     // longer than TurboFan takes for the module's largest function
  static plateauBatchesMax = 100;  // for operations that cost nothing
  static limitNs = 2e9;        // for code that never settles: then what is measured says so by its spread

  #best = Infinity;
  #sinceBest = 0;
  #sinceBestNs = 0;
  #totalNs = 0;

  // Takes what one more batch is charged and how long it really took; returns true when the next one may be timed.
  add(ns, elapsedNs = ns) {
    this.#totalNs += elapsedNs;
    if (ns < this.#best * (1 - SteadyDetector.gainMin)) {
      this.#best = ns;
      this.#sinceBest = 0;
      this.#sinceBestNs = 0;
    } else {
      this.#sinceBest += 1;
      this.#sinceBestNs += elapsedNs;
    }
    const {plateauBatches, plateauBatchesMax, plateauNs} = SteadyDetector;
    const lasted = this.#sinceBestNs >= plateauNs ? plateauBatches : plateauBatchesMax;
    const plateau = this.#sinceBest >= lasted;
    return plateau || this.#totalNs >= SteadyDetector.limitNs;
  }
}
