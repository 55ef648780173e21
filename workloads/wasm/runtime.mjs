// The runtime's modules, loaded by tiers: what every program needs at once, the rest when it is asked for.
//
//   const runtime = await start(load(folder), ["mlp"]);  // the core first, then the features side by side
//   const swarm = new Swarm(await runtime.module("coordination"));
//   const tokens = new Tokens(await runtime.module("economics"));  // loaded here
//
// A module is compiled once, however often it is asked for. A feature that cannot be loaded does not stop the others: it
// is named in runtime.failed, and asked for again it is tried again. runtime.order says what was loaded when.
import {readFile} from "node:fs/promises";

import {moduleUrl} from "./loader.mjs";

export const tiers = {core: ["daa", "coordination"], neural: ["neural", "mlp"], advanced: ["crypto", "economics"]};
const tierOf = new Map(Object.entries(tiers).flatMap(([tier, names]) => names.map((name) => [name, tier])));

export class Runtime {
  #where;
  #read;
  #modules = new Map();
  #start = performance.now();
  order = [];          // {name, tier, asked_ms, ready_ms}, as they became ready
  failed = new Map();  // name: Error
  cache = {hits: 0, misses: 0};  // modules that were there when they were asked for, and those that were not

  constructor(where, read) {
    this.#where = where;
    this.#read = read;
  }

  // Returns a promise of the compiled module.
  module(name) {
    if (!tierOf.has(name)) throw new RangeError(`there is no module "${name}"; want ${[...tierOf.keys()].join(", ")}`);
    const known = this.#modules.has(name);
    this.cache[known ? "hits" : "misses"] += 1;
    if (!known) this.#modules.set(name, this.#load(name));
    return this.#modules.get(name);
  }

  async #load(name) {
    const asked_ms = performance.now() - this.#start;
    try {
      const module = await WebAssembly.compile(await this.#read(moduleUrl(this.#where, name)));
      this.order.push({name, tier: tierOf.get(name), asked_ms, ready_ms: performance.now() - this.#start});
      this.failed.delete(name);
      return module;
    } catch (problem) {
      const named = new Error(`module "${name}" was not loaded: ${problem.message}`, {cause: problem});
      this.failed.set(name, named);
      this.#modules.delete(name);
      throw named;
    }
  }
}

// Returns a runtime with its core loaded, and of `features` those that can be. `where`: {folder, variant} of a build;
// `read` returns a promise of a file's bytes.
export async function start(where, features = [], read = readFile) {
  const runtime = new Runtime(where, read);
  await Promise.all(tiers.core.map((name) => runtime.module(name)));
  await Promise.allSettled(features.map((name) => runtime.module(name)));
  return runtime;
}
