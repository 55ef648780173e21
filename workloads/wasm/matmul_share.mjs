// What the threads of a MatmulTeam share: the counters of its rounds, and how one thread takes part in a round.
//
// Blocks of rows are numbered on through all rounds: round r hands out those from (r - 1) * blocks to r * blocks. A thread
// that wakes late therefore finds nothing to take, and cannot take a block of the next round for one of its own. Numbers
// are compared by their difference and may wrap.
import {allocate, packedBytes} from "./allocate.mjs";
import {instantiate} from "./loader.mjs";

const blockRows = 64;   // a packed B is read once per block
const spins = 2000;     // some 20 µs: waking a thread takes longer
const [roundAt, nextAt, doneAt, failedAt] = [0, 1, 2, 3];

export class Control {
  #words;

  // `memory` of another thread's, or none for new ones.
  constructor(rows, memory = new SharedArrayBuffer(4 * 4)) {
    this.rows = rows;
    this.blocks = Math.ceil(rows / blockRows);
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  #last(round) { return Math.imul(round, this.blocks); }

  // The caller's: opens a round and returns its number.
  open() {
    const round = Atomics.add(this.#words, roundAt, 1) + 1 | 0;
    Atomics.notify(this.#words, roundAt);
    return round;
  }

  // Takes a block of the round: {first, rows}, or nothing when none is left.
  take(round) {
    for (;;) {
      const next = Atomics.load(this.#words, nextAt);
      const left = this.#last(round) - next | 0;
      if (left <= 0) return undefined;
      if (Atomics.compareExchange(this.#words, nextAt, next, next + 1 | 0) !== next) continue;
      const first = (this.blocks - left) * blockRows;
      return {first, rows: Math.min(blockRows, this.rows - first)};
    }
  }

  finished(round) {
    if ((Atomics.add(this.#words, doneAt, 1) + 1 | 0) === this.#last(round)) Atomics.notify(this.#words, doneAt);
  }

  failed() {
    Atomics.store(this.#words, failedAt, 1);
    Atomics.add(this.#words, doneAt, 1);
    Atomics.notify(this.#words, doneAt);
  }

  // Throws where a helper failed; cause() gives why.
  waitUntilDone(round, cause = () => undefined) {
    for (;;) {
      const done = Atomics.load(this.#words, doneAt);
      if (Atomics.load(this.#words, failedAt) !== 0) throw new Error("MatmulTeam: a helper thread failed", {cause: cause()});
      if (done === this.#last(round)) return;
      this.#wait(doneAt, done);
    }
  }

  // A helper's: waits for a round that is not `seen` and returns its number.
  nextRound(seen) {
    this.#wait(roundAt, seen);
    return Atomics.load(this.#words, roundAt);
  }

  // Returns when the word is no longer `old`.
  #wait(at, old) {
    for (let i = 0; i < spins; ++i) {
      if (Atomics.load(this.#words, at) !== old) return;
    }
    while (Atomics.load(this.#words, at) === old) Atomics.wait(this.#words, at, old);
  }
}

// What an instance of a Multiplier allocates.
export const instanceBytes = ({n, k}) => 4 * (blockRows * (k + n) + k * n) + packedBytes(k, n);

// One thread's instance of neural.wasm, with its copies of B and of a block of rows.
export class Multiplier {
  #job;
  #exports;
  #a;
  #b;
  #c;
  #packed = 0;

  constructor(job) {
    this.#job = job;
    this.#exports = instantiate(job.module);
    this.#a = allocate(this.#exports, 4 * blockRows * job.k);
    this.#b = allocate(this.#exports, 4 * job.k * job.n);
    this.#c = allocate(this.#exports, 4 * blockRows * job.n);
  }

  // The memory may have grown since the last call, so views are made when they are used.
  #floats(at, length) { return new Float32Array(this.#exports.memory.buffer, at, length); }

  #pack() {
    const {b, n, k} = this.#job;
    this.#floats(this.#b, k * n).set(b);
    if (this.#packed === 0) {
      this.#packed = this.#exports.neural_pack(this.#b, n, k);
    } else {
      this.#exports.neural_pack_again(this.#packed, this.#b);
    }
  }

  // Multiplies blocks of the round until none is left.
  take(control, round) {
    const {a, c, n, k} = this.#job;
    let packed = false;
    for (let block = control.take(round); block; block = control.take(round)) {
      if (!packed) this.#pack();
      packed = true;
      const {first, rows} = block;
      this.#floats(this.#a, rows * k).set(a.subarray(first * k, (first + rows) * k));
      this.#exports.neural_matmul_packed(this.#a, this.#packed, this.#c, rows);
      c.set(this.#floats(this.#c, rows * n), first * n);
      control.finished(round);
    }
  }
}
