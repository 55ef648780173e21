// The token ledger for a caller in JavaScript, kept in economics.wasm:
//
//   const tokens = new Tokens(await runtime.module("economics"));
//   const [a, b] = [tokens.open(1000n), tokens.open(0n)];
//   tokens.perform({from: a, to: b, amount: 100n});  // "none", or why it was refused
//   tokens.balance(a);                               // 898n: the fee went to the treasury, which is account 0
//
// Amounts are BigInt, 0 to 2^63 - 1; others, unknown accounts and words are a RangeError.
import {closed, instantiate} from "./loader.mjs";

// As in workloads/daa/ledger.h and fees.h.
const refusals = ["none", "unknown_account", "self_transfer", "overdraft", "overflow"];
const operations = ["transfer", "message", "task", "spawn"];
const priorities = ["low", "normal", "high", "urgent"];
const amountMax = 2n ** 63n - 1n;

function place(words, word, what) {
  const at = words.indexOf(word);
  if (at < 0) throw new RangeError(`${what}: "${word}"; want ${words.join(", ")}`);
  return at;
}

function amountOf(value) {
  if (typeof value !== "bigint" || value < 0n || value > amountMax) throw new RangeError(`amount: ${value}; want a BigInt from 0 to 2^63 - 1`);
  return value;
}

// To a module undefined is 0, which is the treasury.
function accountOf(value) {
  if (!(Number.isInteger(value) && value >= 0 && value < 2 ** 32)) throw new RangeError(`account: ${value}; want what open() returned`);
  return value;
}

export class Tokens {
  #exports;
  #tokens;

  constructor(module) {
    this.#exports = instantiate(module);
    this.#tokens = this.#exports.economics_new();
  }

  open(balance) {
    const account = this.#exports.economics_open(this.#tokens, amountOf(balance)) >>> 0;
    if (account === 0xffffffff) throw new RangeError(`the supply would not fit with ${balance} more`);
    return account;
  }

  balance(account) {
    const balance = this.#exports.economics_balance(this.#tokens, accountOf(account));
    if (balance < 0n) throw new RangeError(`there is no account ${account}`);
    return balance;
  }

  perform({from, to, amount, operation = "transfer", priority = "normal"}) {
    const [kind, rank] = [place(operations, operation, "operation"), place(priorities, priority, "priority")];
    return refusals[this.#exports.economics_perform(this.#tokens, accountOf(from), accountOf(to), amountOf(amount), kind, rank)];
  }

  // Up to 2^64 - 1, which a module returns as a signed number.
  supply() { return BigInt.asUintN(64, this.#exports.economics_supply(this.#tokens)); }
  // What the accounts hold together, counted now.
  audit() { return BigInt.asUintN(64, this.#exports.economics_audit(this.#tokens)); }

  // Gives the memory back; any later call is an Error, this one too.
  close() {
    this.#exports.economics_delete(this.#tokens);
    this.#exports = closed("ledger");
  }
}
