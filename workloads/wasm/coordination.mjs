// Agents for a caller in JavaScript, run in coordination.wasm on the caller's thread:
//
//   const swarm = new Swarm(await runtime.module("coordination"), {seats: 50, warm: 50});
//   const agents = [swarm.spawn(), swarm.spawn()];
//   const answers = swarm.ask(agents, images);  // images: Float32Array, 784 for each agent; answers: 10 for each
//   swarm.retire(agents[0]);
//   swarm.close();
//
// An agent is null where every seat is taken. Sizes that do not fit, and agents that are gone, are a RangeError;
// what is no array of numbers is a TypeError.
import {allocate} from "./allocate.mjs";
import {assertNumbers} from "./arrays.mjs";
import {closed, instantiate} from "./loader.mjs";

export const inputs = 784;
export const outputs = 10;
const none = 0xffffffff;
const seatsMax = 4096;
const whole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;

// To a module null is 0, which is an agent.
function agentOf(value) {
  if (!whole(value, 0, none)) throw new RangeError(`${value} is no agent; spawn() returns one, or null where every seat is taken`);
  return value;
}

export class Swarm {
  #exports;
  #swarm;

  // `warm`: agents that are made beforehand, at most `seats`; 16 where there are so many.
  constructor(module, {seats = 64, warm = Math.min(16, seats), seed = 1} = {}) {
    if (!whole(seats, 1, seatsMax)) throw new RangeError(`seats: want 1 to ${seatsMax}`);
    if (!whole(warm, 0, seats)) throw new RangeError("warm: want 0 to seats");
    this.#exports = instantiate(module);
    this.#swarm = this.#exports.coordination_new(seats, warm, seed);
  }

  get linearBytes() { return this.#exports.memory.buffer.byteLength; }

  spawn() {
    const agent = this.#exports.coordination_spawn(this.#swarm) >>> 0;
    return agent === none ? null : agent;
  }

  ask(agents, values) {
    for (const agent of agents) agentOf(agent);  // which sees holes, too
    assertNumbers(values, "inputs");
    if (values.length !== inputs * agents.length) throw new RangeError(`${values.length} inputs for ${agents.length} agents of ${inputs}`);
    const e = this.#exports;
    const sizes = [4 * agents.length, 4 * values.length, 4 * outputs * agents.length];
    const start = allocate(e, sizes[0] + sizes[1] + sizes[2]);
    try {
      new Uint32Array(e.memory.buffer, start, agents.length).set(agents);
      new Float32Array(e.memory.buffer, start + sizes[0], values.length).set(values);
      const answered = e.coordination_ask(this.#swarm, start, agents.length, start + sizes[0], inputs, start + sizes[0] + sizes[1]);
      if (answered !== agents.length) throw new RangeError(`${agents.length - answered} of ${agents.length} agents are gone`);
      return new Float32Array(e.memory.buffer, start + sizes[0] + sizes[1], outputs * agents.length).slice();
    } finally {
      e.free(start);
    }
  }

  // False if there is no such agent.
  retire(agent) { return this.#exports.coordination_retire(this.#swarm, agentOf(agent)) !== 0; }

  // Gives the memory back; any later call is an Error, this one too.
  close() {
    this.#exports.coordination_delete(this.#swarm);
    this.#exports = closed("swarm");
  }
}
