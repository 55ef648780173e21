// Worker threads under Node that answer messages of bytes, each through two rings in shared memory (ring.mjs).
//
//   const crew = new Crew({size: 2, handler: new URL("./answer.mjs", import.meta.url), data: {module}});
//   const answers = await crew.ask(messages);   // Uint8Arrays in, Uint8Arrays out, in the same order
//   await crew.close();
//
// `handler` exports make(data), which returns the function from a message to its answer, or a promise of it; it is called once
// in each worker. What is no Uint8Array is a TypeError: of a message from ask(), of an answer the end of its worker.
// A worker that dies is started again, and what it had not answered goes to it anew: at most `restartsMax` times in one
// ask(), which is then rejected; a handler that never returns is waited for. Whoever still had messages of an ask() that
// is rejected is ended and started again, so that no late answer is taken for one of the next. One ask() at a time.
// A browser has no node:worker_threads and refuses this file.
import {Worker} from "node:worker_threads";

import {assertBytes} from "./arrays.mjs";
import {Ring} from "./ring.mjs";

export class Crew {
  #options;
  #members = [];
  #busy = false;
  #closed = false;
  restarts = 0;

  constructor({size, handler, data = null, slots = 64, bytesMax = 4096, restartsMax = 3}) {
    if (!(Number.isInteger(size) && size >= 1 && size <= 64)) throw new RangeError(`size: ${size}; want 1 to 64`);
    this.#options = {handler: String(handler), data, slots, bytesMax, restartsMax};
    for (let i = 0; i < size; ++i) this.#members.push(this.#start());
  }

  get size() { return this.#members.length; }

  #start() {
    const {handler, data, slots, bytesMax} = this.#options;
    const [to, from] = [0, 1].map(() => Ring.allocate({slots, bytesMax}));
    const worker = new Worker(new URL("crew_worker.mjs", import.meta.url), {workerData: {handler, data, to, from}});
    worker.unref();  // a program that forgets close() ends all the same
    const member = {worker, to: new Ring(to), from: new Ring(from), waiting: [], died: null};
    worker.once("error", (error) => { member.died = error; });
    worker.once("exit", (code) => { member.died ??= new Error(`a worker ended with code ${code}`); });
    return member;
  }

  #assertOpen() {
    if (this.#closed) throw new Error("this crew is closed");
  }

  async ask(messages) {
    this.#assertOpen();
    if (this.#busy) throw new Error("ask() while another is under way");
    for (const message of messages) {
      assertBytes(message);
      if (message.length > this.#options.bytesMax) throw new RangeError(`${message.length} bytes: a message holds ${this.#options.bytesMax}`);
    }
    this.#busy = true;
    this.#members.forEach(({worker}) => worker.ref());
    try {
      return await this.#serve(messages);
    } catch (problem) {
      await this.#renew();
      throw problem;
    } finally {
      this.#members.forEach(({worker}) => worker.unref());
      this.#busy = false;
    }
  }

  async #serve(messages) {
    const answers = Array(messages.length).fill(null);
    const open = messages.map((_, i) => i).reverse();  // not handed out, the next one last
    let left = messages.length;
    let restarts = 0;
    while (left > 0) {
      this.#assertOpen();
      let moved = false;
      for (const [i, member] of this.#members.entries()) {
        for (let answer; (answer = member.from.pop()) !== null; --left, moved = true) answers[member.waiting.shift()] = answer;
        if (member.died !== null) {
          if (++restarts > this.#options.restartsMax) throw new Error(`workers died ${restarts} times: ${member.died.message}`, {cause: member.died});
          ++this.restarts;
          open.push(...member.waiting.reverse());
          this.#members[i] = this.#start();
          this.#members[i].worker.ref();
          continue;
        }
        while (open.length > 0 && member.waiting.length < this.#options.slots && member.to.push(messages[open.at(-1)])) {
          member.waiting.push(open.pop());
          moved = true;
        }
      }
      if (left > 0 && !moved) await new Promise(setImmediate);  // where Node tells that a worker has died
    }
    return answers;
  }

  // Starts again who died or still has messages.
  async #renew() {
    const spent = this.#members.filter(({died, waiting}) => died !== null || waiting.length > 0);
    await Promise.all(spent.map(({worker}) => worker.terminate()));
    if (this.#closed) return;
    this.#members = this.#members.map((member) => spent.includes(member) ? this.#start() : member);
  }

  // Ends the workers, and rejects an ask() that is under way; resolves when they have ended.
  async close() {
    this.#closed = true;
    await Promise.all(this.#members.map(({worker}) => worker.terminate()));
  }
}
