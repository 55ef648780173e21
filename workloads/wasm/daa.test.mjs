import assert from "node:assert/strict";
import {existsSync} from "node:fs";
import {test} from "node:test";

import {Daa} from "./daa.mjs";
import {load} from "./loader.mjs";

const built = new URL("../../build/wasm/", import.meta.url);
const skip = existsSync(new URL("modules/daa.wasm", built)) ? false : "build/wasm is not built: scripts/build wasm";
const daa = () => new Daa(load(built, "daa").module);

test("the stakes of those who said yes are added up exactly", {skip}, () => {
  const module = daa();
  assert.equal(module.tally([], []), 0);
  assert.equal(module.tally([true, false, true], [10, 20, 30]), 40);
  for (const voters of [31, 32, 33, 64, 65, 1000]) {
    const votes = Array.from({length: voters}, (_, i) => i * i % 7 < 3);
    const stakes = votes.map((_, i) => 2 ** 32 - 1 - i * 77777);
    assert.equal(module.tally(votes, stakes), stakes.filter((_, i) => votes[i]).reduce((sum, stake) => sum + stake, 0));
  }
  module.close();
});

test("gradients are merged by mean, median and trimmed mean", {skip}, () => {
  const module = daa();
  const gradients = [[1, 5, -2], [2, NaN, 4], [9, 7, 6]].map((values) => Float32Array.from(values));
  assert.deepEqual([...module.merge(gradients.slice(0, 1))], [1, 5, -2]);
  assert.deepEqual([...module.merge([gradients[0], gradients[2]])], [5, 6, 2]);
  assert.deepEqual([...module.merge(gradients, "median")], [2, 5, 4]);
  assert.deepEqual([...module.merge(gradients, "trimmed", {trim: 1})], [2, 5, 4]);
  assert.deepEqual([...module.merge([[], []])], []);
  module.close();
});

test("what does not fit is named", {skip}, () => {
  const module = daa();
  const one = Float32Array.of(1);
  assert.throws(() => module.tally([true], []), /1 votes and 0 stakes/);
  assert.throws(() => module.tally([true], [-1]), RangeError);
  assert.throws(() => module.merge([one], "vote"), /want mean, median, trimmed/);
  assert.throws(() => module.merge([]), /0 gradients/);
  assert.throws(() => module.merge(Array(65).fill(one)), RangeError);
  assert.throws(() => module.merge([one, new Float32Array(2)]), /different lengths/);
  assert.throws(() => module.merge([one, one], "trimmed", {trim: 1}), /leaves none/);
  module.close();
  assert.throws(() => module.tally([], []), {message: "this module is closed"});
  assert.throws(() => module.close(), {message: "this module is closed"});
});
