import assert from "node:assert/strict";
import {test} from "node:test";
import {deserialize, serialize} from "node:v8";

import {start, tiers} from "./runtime.mjs";

const where = {folder: "file:///nowhere/", variant: "simd"};
const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const nameOf = (url) => /([^/]+)\.wasm$/.exec(url.href)[1];

// Reads nothing but what `bytes` says, after all that can run has run; keeps what was asked for.
function reader(bytes = () => empty) {
  const asked = [];
  const read = async (url) => {
    asked.push(nameOf(url));
    await new Promise(setImmediate);
    return bytes(nameOf(url));
  };
  return {asked, read};
}

test("the core is there first, features side by side after it, the rest when asked for", async () => {
  const events = [];
  const read = async (url) => {
    events.push(`ask ${nameOf(url)}`);
    await new Promise(setImmediate);
    events.push(`have ${nameOf(url)}`);
    return empty;
  };
  const runtime = await start(where, ["mlp", "neural"], read);
  assert.deepEqual(events, ["ask daa", "ask coordination", "have daa", "have coordination", "ask mlp", "ask neural", "have mlp", "have neural"]);
  await runtime.module("economics");
  assert.deepEqual(events.slice(-2), ["ask economics", "have economics"]);
  assert.deepEqual(runtime.order.map(({tier}) => tier), ["core", "core", "neural", "neural", "advanced"]);
  for (const {name, asked_ms, ready_ms} of runtime.order) assert.ok(0 <= asked_ms && asked_ms <= ready_ms, name);
});

test("a module is compiled once, however often and early it is asked for", async () => {
  const {asked, read} = reader();
  const runtime = await start(where, [], read);
  const [a, b] = await Promise.all([runtime.module("neural"), runtime.module("neural")]);
  assert.equal(a, b);
  assert.equal(await runtime.module("neural"), a);
  assert.deepEqual(asked, ["daa", "coordination", "neural"]);
  assert.deepEqual(runtime.cache, {hits: 2, misses: 3});
});

test("a feature that cannot be loaded is named, stops no other, and is tried again", async () => {
  let broken = true;
  const {read} = reader((name) => (name === "mlp" && broken ? Uint8Array.of(1) : empty));
  const runtime = await start(where, ["mlp", "neural"], read);
  const loaded = runtime.order.map(({name}) => name);
  assert.deepEqual(loaded.slice(0, 2).sort(), ["coordination", "daa"], "the core first, whichever was compiled sooner");
  assert.deepEqual(loaded.slice(2), ["neural"]);
  const ready = runtime.order.map(({ready_ms}) => ready_ms);
  assert.deepEqual(ready, ready.toSorted((a, b) => a - b), "as they became ready");
  assert.match(runtime.failed.get("mlp").message, /^module "mlp" was not loaded: /);
  await assert.rejects(runtime.module("mlp"), /was not loaded/);
  broken = false;
  assert.ok(await runtime.module("mlp") instanceof WebAssembly.Module);
  assert.equal(runtime.failed.size, 0);
});

test("a core that cannot be loaded, and a name that is none, are errors", async () => {
  await assert.rejects(start(where, [], async () => { throw new Error("no such file"); }), /module "daa" was not loaded: no such file/);
  const runtime = await start(where, [], reader().read);
  assert.throws(() => runtime.module("music"), /no module "music"; want daa, coordination, neural, mlp, crypto, economics/);
  await assert.rejects(start(where, ["music"], reader().read), RangeError);
  assert.deepEqual(Object.keys(tiers), ["core", "neural", "advanced"]);
});

test("no compiled module outlives its process: what Node writes down of one it cannot read", () => {
  assert.throws(() => deserialize(serialize(new WebAssembly.Module(empty))), /Unable to deserialize/);
});
