// Agents in the module answer as the network of mlp.wasm does, which has the same weights for a seed.
import assert from "node:assert/strict";
import {existsSync} from "node:fs";
import {test} from "node:test";

import {Swarm, inputs, outputs} from "./coordination.mjs";
import {load} from "./loader.mjs";
import {Mlp} from "./mlp.mjs";

const built = new URL("../../build/wasm/", import.meta.url);
const skip = existsSync(new URL("modules/coordination.wasm", built)) ? false : "build/wasm is not built: scripts/build wasm";
const swarmOf = (plan) => new Swarm(load(built, "coordination").module, plan);
const images = (count) => Float32Array.from({length: inputs * count}, (_, i) => i * 37 % 101 / 101);

test("every agent answers for its own row", {skip}, () => {
  const swarm = swarmOf({seats: 3, warm: 1, seed: 7});
  const net = new Mlp(load(built, "mlp").module, {widths: [784, 256, 128, 10], batchMax: 1, hidden: "relu", seed: 7});
  const agents = [swarm.spawn(), swarm.spawn(), swarm.spawn()];
  const x = images(3);
  const answers = swarm.ask(agents, x);
  for (let i = 0; i < 3; ++i) {
    const want = net.forward(x.subarray(i * inputs, (i + 1) * inputs));
    for (let k = 0; k < outputs; ++k) assert.ok(Math.abs(answers[i * outputs + k] - want[k]) < 1e-5, `agent ${i}, ${k}`);
  }
  swarm.close();
});

test("seats are used again, and who is gone does not answer", {skip}, () => {
  const swarm = swarmOf({seats: 2, warm: 2});
  const [first, second] = [swarm.spawn(), swarm.spawn()];
  assert.equal(swarm.spawn(), null, "every seat is taken");
  assert.equal(swarm.retire(first), true);
  assert.equal(swarm.retire(first), false, "it is gone");
  const third = swarm.spawn();
  assert.notEqual(third, first);
  assert.throws(() => swarm.ask([first, second], images(2)), /RangeError: 1 of 2 agents are gone/);
  assert.throws(() => swarm.ask([0xffffffff], images(1)), /1 of 1 agents are gone/);
  assert.equal(swarm.ask([third, second], images(2)).length, 2 * outputs, "the others still do");
  swarm.close();
});

test("sizes that do not fit are refused", {skip}, () => {
  for (const plan of [{seats: 0}, {seats: 1e9}, {seats: 1.5}, {seats: 4, warm: 5}, {seats: 4, warm: -1}]) {
    assert.throws(() => swarmOf(plan), RangeError, JSON.stringify(plan));
  }
  for (const seats of [1, 4]) swarmOf({seats}).close();  // fewer than what is made beforehand otherwise
  const swarm = swarmOf({seats: 1, warm: 0});
  const agent = swarm.spawn();
  assert.throws(() => swarm.ask([agent], images(2)), /1568 inputs for 1 agents of 784/);
  for (const none of [swarm.spawn(), undefined, 1.5, -1, 2 ** 32, "0"]) {
    assert.throws(() => swarm.ask([none], images(1)), /is no agent/, String(none));
    assert.throws(() => swarm.retire(none), /is no agent/, String(none));
  }
  assert.equal(swarm.ask([], new Float32Array(0)).length, 0);
  swarm.close();
  for (const call of [() => swarm.spawn(), () => swarm.ask([agent], images(1)), () => swarm.retire(agent), () => swarm.close()]) {
    assert.throws(call, {name: "Error", message: "this swarm is closed"});
  }
});
