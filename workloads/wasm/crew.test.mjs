import assert from "node:assert/strict";
import {test} from "node:test";
import {Worker} from "node:worker_threads";

import {Crew} from "./crew.mjs";
import {Ring} from "./ring.mjs";

const code = (text) => `data:text/javascript,${encodeURIComponent(text)}`;
const reverser = code("export const make = () => (bytes) => bytes.slice().reverse();");
const numbered = (count) => Array.from({length: count}, (_, i) => Uint8Array.of(i & 255, i >> 8, 7));

test("a ring gives back what went in, in order, round and round", () => {
  const ring = new Ring(Ring.allocate({slots: 4, bytesMax: 8}));
  assert.equal(ring.pop(), null);
  for (let turn = 0; turn < 100; ++turn) {
    const count = 1 + turn % 4;
    for (let i = 0; i < count; ++i) assert.equal(ring.push(Uint8Array.from({length: i * 2}, () => turn)), true);
    assert.equal(ring.length, count);
    if (count === 4) assert.equal(ring.push(Uint8Array.of(1)), false);
    for (let i = 0; i < count; ++i) assert.deepEqual([...ring.pop()], Array(i * 2).fill(turn));
    assert.equal(ring.wait(0), false);
  }
  assert.throws(() => ring.push(new Uint8Array(9)), /a slot holds 8/);
  for (const slots of [0, 3, 2 ** 17, 1.5]) assert.throws(() => Ring.allocate({slots, bytesMax: 8}), RangeError);
});

test("counters that wrap round lose nothing", () => {
  const buffer = Ring.allocate({slots: 4, bytesMax: 1});
  new Int32Array(buffer).set([-2, -2]);  // 2^32 - 2 have come and gone
  const ring = new Ring(buffer);
  for (let i = 0; i < 10; ++i) {
    assert.equal(ring.push(Uint8Array.of(i)), true);
    assert.equal(ring.push(Uint8Array.of(i + 100)), true);
    assert.deepEqual([ring.pop()[0], ring.pop()[0], ring.pop()], [i, i + 100, null]);
  }
});

test("a reader on another thread sees every message whole", async () => {
  const [to, from] = [0, 1].map(() => Ring.allocate({slots: 2, bytesMax: 64}));
  const worker = new Worker(`
    const {workerData} = require("node:worker_threads");
    import(workerData.ring).then(({Ring}) => {
      const [to, from] = [new Ring(workerData.to), new Ring(workerData.from)];
      for (let left = 20000; left > 0;) {
        const message = to.pop();
        if (message === null) { to.wait(10); continue; }
        if (message.some((byte) => byte !== message.length)) message[0] = 255;
        while (!from.push(message));
        left -= 1;
      }
    });`, {eval: true, workerData: {ring: new URL("ring.mjs", import.meta.url).href, to, from}});
  const [out, back] = [new Ring(to), new Ring(from)];
  for (let sent = 0, got = 0; got < 20000;) {
    if (sent < 20000 && out.push(new Uint8Array(1 + sent % 64).fill(1 + sent % 64))) sent += 1;
    for (let message; (message = back.pop()) !== null; ++got) assert.deepEqual([...message], Array(1 + got % 64).fill(1 + got % 64));
  }
  await worker.terminate();
});

test("answers come in the order of the messages, however many there are", async () => {
  for (const size of [1, 3]) {
    const crew = new Crew({size, handler: reverser, slots: 4, bytesMax: 16});
    for (const count of [0, 1, 5, 1000]) {
      const messages = numbered(count);
      assert.deepEqual(await crew.ask(messages), messages.map((bytes) => bytes.slice().reverse()));
    }
    assert.equal(crew.restarts, 0);
    await crew.close();
    await assert.rejects(crew.ask([]), /closed/);
  }
});

// Dies at its first 100 when nobody has died before it: a worker that comes anew finds the mark.
const fragile = code("let seen = 0; export const make = ({mark}) => (bytes) => { if (bytes[0] === 100 && Atomics.add(mark, 0, 1) < mark[1]) throw new Error('bad day'); return bytes; };");

test("a worker that dies comes again, and nothing it had is lost", async () => {
  const mark = new Int32Array(new SharedArrayBuffer(8));
  mark[1] = 2;
  const crew = new Crew({size: 2, handler: fragile, data: {mark}});
  const messages = numbered(200);
  assert.deepEqual(await crew.ask(messages), messages);
  assert.equal(crew.restarts, 2);
  await crew.close();
});

test("what dies again and again is an error, and the crew goes on", async () => {
  const mark = new Int32Array(new SharedArrayBuffer(8));
  mark[1] = 4;
  const crew = new Crew({size: 1, handler: fragile, data: {mark}});
  const {length} = numbered(101);
  await assert.rejects(crew.ask(numbered(length)), /workers died 4 times: bad day/);
  assert.deepEqual(await crew.ask(numbered(3)), numbered(3));
  await crew.close();
});

// Dies at 255; at 100 it waits until the gate is open.
const slow = code("export const make = ({gate}) => ([byte]) => { if (byte === 255) throw new Error('bad day'); if (byte === 100) Atomics.wait(gate, 0, 0); return Uint8Array.of(byte); };");
const bytes = (...values) => values.map((value) => Uint8Array.of(value));

test("after an ask() that was rejected no answer to it is taken for one to the next", async () => {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const crew = new Crew({size: 2, slots: 1, handler: slow, data: {gate}});
  await assert.rejects(crew.ask(bytes(255, 100)), /workers died 4 times: bad day/);
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);  // who still waits answers now
  for (const messages of [bytes(1, 5, 101, 102), bytes(7, 8)]) assert.deepEqual(await crew.ask(messages), messages);
  assert.deepEqual(await crew.ask(bytes(4)), bytes(4));
  await crew.close();
});

// The first worker waits without end, those after it answer at once.
const stuck = code("export const make = ({made}) => { const first = Atomics.add(made, 0, 1) === 0; return (bytes) => { if (first) Atomics.wait(made, 1, 0); return bytes; }; };");

test("close() during an ask() rejects it and starts nobody", async () => {
  const made = new Int32Array(new SharedArrayBuffer(8));
  const crew = new Crew({size: 1, handler: stuck, data: {made}});
  const asked = assert.rejects(crew.ask(numbered(2)), /this crew is closed/);
  while (Atomics.load(made, 0) === 0) await new Promise(setImmediate);
  await Promise.all([asked, crew.close()]);
  assert.deepEqual([crew.restarts, Atomics.load(made, 0)], [0, 1]);
  await assert.rejects(crew.ask([]), /closed/);
});

const answering = (text) => code(`export const make = () => (bytes) => ${text};`);
test("an answer that is no bytes is an error by name, and a promise is waited for", async () => {
  for (const [answer, message] of [["'abc'", /String is no Uint8Array/], ["[...bytes]", /Array is no/], ["bytes.buffer", /ArrayBuffer is no/],
                                   ["undefined", /undefined is no/], ["Promise.resolve(7)", /Number is no/], ["Promise.reject(new Error('bad day'))", /bad day/]]) {
    const crew = new Crew({size: 1, handler: answering(answer), restartsMax: 0});
    await assert.rejects(crew.ask(numbered(3)), message, answer);
    await crew.close();
  }
  const later = new Crew({size: 2, handler: answering("new Promise((done) => setTimeout(done, 1, bytes.slice().reverse()))")});
  assert.deepEqual(await later.ask(numbered(20)), numbered(20).map((bytes) => bytes.reverse()));
  await later.close();
});

test("what cannot be asked is named", async () => {
  assert.throws(() => new Crew({size: 0, handler: reverser}), RangeError);
  const crew = new Crew({size: 1, handler: reverser, bytesMax: 8});
  await assert.rejects(crew.ask([new Uint8Array(9)]), /a message holds 8/);
  for (const none of ["abc", [1, 2], 7, undefined, new ArrayBuffer(4), Float32Array.of(1)]) {
    await assert.rejects(crew.ask([...numbered(1), none]), {name: "TypeError", message: /is no Uint8Array/}, String(none));
  }
  assert.deepEqual(await crew.ask(numbered(2)), numbered(2).map((message) => message.reverse()));
  const first = crew.ask(numbered(3));
  await assert.rejects(crew.ask([]), /under way/);
  await first;
  await crew.close();
  const none = new Crew({size: 1, handler: "file:///nowhere.mjs"});
  await assert.rejects(none.ask(numbered(1)), /workers died 4 times/);
  await none.close();
});
