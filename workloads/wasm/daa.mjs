// Votes counted and gradients merged for a caller in JavaScript, in daa.wasm:
//
//   const daa = new Daa(await runtime.module("daa"));
//   daa.tally([true, false, true], [10, 20, 30]);            // 40: the stakes of those who said yes
//   daa.merge(gradients, "median");                          // arrays of floats of equal length: one of them out
//   daa.merge(gradients, "trimmed", {trim: 1});
//
// A NaN or an infinity counts as 0 for median and trimmed. Results are copies; what does not fit is a RangeError, and
// what is no array of numbers a TypeError.
import {allocate} from "./allocate.mjs";
import {assertEach, assertNumbers} from "./arrays.mjs";
import {closed, instantiate} from "./loader.mjs";

const ways = ["mean", "median", "trimmed"];
const agentsMax = 64;

export class Daa {
  #exports;

  constructor(module) { this.#exports = instantiate(module); }

  tally(votes, stakes) {
    assertEach(votes, "votes", (vote) => vote === true || vote === false || vote === 0 || vote === 1, "true or false");
    assertEach(stakes, "stakes", (stake) => Number.isInteger(stake) && stake >= 0 && stake < 2 ** 32, "whole numbers below 2^32");
    if (votes.length !== stakes.length) throw new RangeError(`${votes.length} votes and ${stakes.length} stakes`);
    if (stakes.length >= 2 ** 21) throw new RangeError("want less than 2^21 voters");  // whose stakes add up exactly
    const words = Math.ceil(votes.length / 32) + 1;
    return this.#within(4 * (words + 1) + 4 * votes.length, (at) => {
      const ballots = new Uint32Array(this.#exports.memory.buffer, at, words + 1).fill(0);
      votes.forEach((yes, i) => { if (yes) ballots[i >> 5] |= 1 << (i & 31); });
      const stakesAt = at + 4 * (words + 1);
      new Uint32Array(this.#exports.memory.buffer, stakesAt, stakes.length).set(stakes);
      return this.#exports.daa_stake_tally(at, stakesAt, votes.length);
    });
  }

  merge(gradients, way = "mean", {trim = 0} = {}) {
    const how = ways.indexOf(way);
    if (how < 0) throw new RangeError(`merge: "${way}"; want ${ways.join(", ")}`);
    const count = gradients?.length;
    if (!(count >= 1 && count <= agentsMax)) throw new RangeError(`${count} gradients: want 1 to ${agentsMax}`);
    if (!(Number.isInteger(trim) && trim >= 0 && 2 * trim < count)) throw new RangeError(`trim: ${trim} of ${count} leaves none`);
    for (let i = 0; i < count; ++i) assertNumbers(gradients[i], `gradient ${i}`);
    const n = gradients[0].length;
    if (gradients.some(({length}) => length !== n)) throw new RangeError("gradients of different lengths");
    return this.#within(4 * n * (count + 1), (at) => {
      gradients.forEach((gradient, i) => new Float32Array(this.#exports.memory.buffer, at + 4 * n * i, n).set(gradient));
      const merged = at + 4 * n * count;
      this.#exports.daa_merge(at, count, n, how, trim, merged);
      return new Float32Array(this.#exports.memory.buffer, merged, n).slice();
    });
  }

  #within(bytes, work) {
    const at = allocate(this.#exports, bytes);
    try {
      return work(at);
    } finally {
      this.#exports.free(at);
    }
  }

  // Gives the memory back; any later call is an Error, this one too.
  close() {
    void this.#exports.memory;
    this.#exports = closed("module");
  }
}
