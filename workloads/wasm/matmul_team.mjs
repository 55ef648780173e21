// Matrix products on several threads under Node: C = A * B for one shape, as often as wanted.
//
//   const team = new MatmulTeam(load(folder).module, {m: 1000, n: 1000, k: 1000, threads: 2});
//   team.a.set(left);            // m x k, row-major; team.b: k x n
//   team.b.set(right);
//   team.run();                  // returns when all of it is done
//   use(team.c);                 // m x n: a view, overwritten by the next run
//   team.close();
//
// The caller works as the first thread; the others are worker threads with an instance of neural.wasm each. Rows of A are
// handed out from a counter as threads come free, so that a thread whose core is taken holds nobody up. A waiting thread
// spins for some microseconds and then sleeps. Each thread packs B once per run.
//
// A browser has no node:worker_threads and refuses this file; what it can use is neural_matmul, on one thread.
import {MessageChannel, Worker, receiveMessageOnPort} from "node:worker_threads";

import {bytesMax} from "./allocate.mjs";
import {Control, Multiplier, instanceBytes} from "./matmul_share.mjs";

const whole = (value, most) => Number.isInteger(value) && value >= 1 && value <= most;

export class MatmulTeam {
  #control;
  #multiplier;
  #helpers;
  #ports;  // what goes wrong with a helper, for a run() that does not let events in
  #problem;
  #closed = false;

  // `module`: neural.wasm, compiled. Sizes from 1 to 16384, of which an instance has room for B twice, and 1 to 64 threads,
  // or a RangeError.
  constructor(module, {m, n, k, threads = 2}) {
    if (![m, n, k].every((size) => whole(size, 2 ** 14))) throw new RangeError(`${m} x ${n} x ${k}: want sizes from 1 to 16384`);
    const bytes = instanceBytes({n, k});
    if (bytes > bytesMax) throw new RangeError(`${m} x ${n} x ${k}: each thread needs ${bytes} bytes of a module, which has ${bytesMax}`);
    if (!whole(threads, 64)) throw new RangeError(`threads: ${threads}; want 1 to 64`);
    const floats = (count) => new Float32Array(new SharedArrayBuffer(4 * count));
    [this.a, this.b, this.c] = [floats(m * k), floats(k * n), floats(m * n)];
    this.#control = new Control(m);
    const job = {module, m, n, k, a: this.a, b: this.b, c: this.c};
    this.#multiplier = new Multiplier(job);
    const channels = Array.from({length: threads - 1}, () => new MessageChannel());
    this.#ports = channels.map(({port1}) => port1);
    this.#helpers = channels.map(({port2: problems}) => {
      const workerData = {job, control: this.#control.memory, problems};
      const worker = new Worker(new URL("matmul_helper.mjs", import.meta.url), {workerData, transferList: [problems]});
      worker.unref();  // a program that forgets close() ends all the same
      worker.once("error", (problem) => {
        this.#problem ??= problem;
        this.#control.failed();  // one that did not get so far as to say it
      });
      return worker;
    });
  }

  // Throws an Error when a helper failed, now or before, with its error as the cause, and after close().
  run() {
    if (this.#closed) throw new Error("MatmulTeam: run() after close()");
    const round = this.#control.open();
    this.#multiplier.take(this.#control, round);
    this.#control.waitUntilDone(round, () => this.#cause());
  }

  #cause() {
    for (const port of this.#ports) this.#problem ??= receiveMessageOnPort(port)?.message;
    return this.#problem;
  }

  // Ends the threads; resolves when they have ended.
  close() {
    this.#closed = true;
    return Promise.all(this.#helpers.map((worker) => {
      worker.ref();
      return worker.terminate();
    }));
  }
}
