import assert from "node:assert/strict";
import {existsSync} from "node:fs";
import {test} from "node:test";

import {Tokens} from "./economics.mjs";
import {load} from "./loader.mjs";

const built = new URL("../../build/wasm/", import.meta.url);
const skip = existsSync(new URL("modules/economics.wasm", built)) ? false : "build/wasm is not built: scripts/build wasm";
const ledger = () => new Tokens(load(built, "economics").module);

test("a transfer pays its fee to the treasury, and the supply stays", {skip}, () => {
  const tokens = ledger();
  const [a, b] = [tokens.open(1000n), tokens.open(0n)];
  assert.equal(tokens.perform({from: a, to: b, amount: 100n}), "none");
  assert.equal(tokens.perform({from: a, to: b, amount: 10n, operation: "message", priority: "urgent"}), "none");
  assert.deepEqual([a, b, 0].map((account) => tokens.balance(account)), [883n, 110n, 7n]);
  assert.equal(tokens.audit(), tokens.supply());
  tokens.close();
});

test("accounts may hold more together than one of them may", {skip}, () => {
  const tokens = ledger();
  const most = 2n ** 63n - 1n;
  for (const [balance, want] of [[most, most], [1n, 2n ** 63n], [most, 2n ** 64n - 1n]]) {
    tokens.open(balance);
    assert.deepEqual([tokens.supply(), tokens.audit()], [want, want]);
  }
  assert.throws(() => tokens.open(1n), /the supply would not fit/);
  tokens.close();
});

test("refusals are named, and move nothing", {skip}, () => {
  const tokens = ledger();
  const [a, b] = [tokens.open(50n), tokens.open(50n)];
  const cases = [
    [{from: a, to: 9, amount: 1n}, "unknown_account"],
    [{from: a, to: a, amount: 1n}, "self_transfer"],
    [{from: a, to: b, amount: 49n}, "overdraft"],  // with the fee of 2
    [{from: a, to: b, amount: 2n ** 63n - 1n}, "overdraft"],
  ];
  for (const [operation, want] of cases) assert.equal(tokens.perform(operation), want, String(operation.amount));
  assert.deepEqual([a, b].map((account) => tokens.balance(account)), [50n, 50n]);
  tokens.close();
});

test("what is no amount, account or word is a RangeError", {skip}, () => {
  const tokens = ledger();
  const a = tokens.open(2n ** 63n - 1n);
  for (const amount of [-1n, 2n ** 63n, 5, undefined]) assert.throws(() => tokens.open(amount), RangeError, String(amount));
  for (const none of [undefined, null, -1, 0.5, 2 ** 32, "0"]) {
    assert.throws(() => tokens.balance(none), /account: .*; want what open\(\) returned/, String(none));
    assert.throws(() => tokens.perform({from: none, to: a, amount: 1n}), /account: /, String(none));
    assert.throws(() => tokens.perform({from: a, to: none, amount: 1n}), /account: /, String(none));
  }
  assert.throws(() => tokens.perform({from: a, to: 0, amount: 1n, operation: "gift"}), /operation: "gift"; want transfer/);
  assert.throws(() => tokens.perform({from: a, to: 0, amount: 1n, priority: "none"}), RangeError);
  assert.throws(() => tokens.balance(17), /there is no account 17/);
  tokens.close();
});

test("a ledger that was closed says so", {skip}, () => {
  const tokens = ledger();
  const a = tokens.open(1n);
  tokens.close();
  for (const call of [() => tokens.balance(a), () => tokens.open(1n), () => tokens.audit(), () => tokens.close()]) {
    assert.throws(call, {name: "Error", message: "this ledger is closed"});
  }
});
