import assert from "node:assert/strict";
import {test} from "node:test";

import {lostShare, untilAtRest} from "./at_rest.mjs";

// Hands out what is given, then its last value for ever, and counts how often it was asked.
function looks(...given) {
  const look = async () => given[Math.min(look.count++, given.length - 1)];
  look.count = 0;
  return look;
}

for (const [what, shares, rests, count] of [
  ["three calm windows", [0], true, 3],
  ["a busy start", [0.6, 0.5, 0.3, 0.01, 0.02, 0], true, 6],
  ["calm between bursts does not count", [0, 0, 0.4, 0, 0, 0.03, 0], true, 9],
  ["never", [0.5], false, 100],
]) {
  test(`at rest: ${what}`, async () => {
    const look = looks(...shares);
    assert.equal(await untilAtRest(look), rests);
    assert.equal(look.count, count);
  });
}

test("what is lost is a share of the window", () => {
  const share = lostShare(5);
  assert.ok(share >= 0 && share <= 1, String(share));
});

test("a clock that jumps shows what was lost", (t) => {
  let now = 0, calls = 0;
  t.mock.method(performance, "now", () => { now += ++calls % 10 === 0 ? 1 : 0.005; return now; });
  const share = lostShare(50);
  assert.ok(Math.abs(share - 1 / 1.045) < 0.05, String(share));
});
