#!/usr/bin/env node
// Gives f32x4.relaxed_madd its number in a module that clang 14 wrote: 0xaf in the draft it knows, 0x105 in the standard.
// Both take two bytes, so nothing moves. Instructions are walked one by one, since the same bytes may be a constant.
// Usage: node relaxed_opcodes.mjs FILE   (build step of <name>_relaxed.wasm; rewrites it in place)
import {readFileSync, writeFileSync} from "node:fs";
import {fileURLToPath} from "node:url";

const draftMadd = 0xaf;
const standardMadd = [0x85, 0x02];  // 0x105 in LEB128
const codeSection = 10;

class Reader {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }
  byte() { return this.bytes[this.at++]; }
  // Signed and unsigned numbers have the same length; the value is right for unsigned ones below 2^32.
  number() {
    for (let value = 0, shift = 1; ; shift *= 128) {
      const byte = this.byte();
      if (byte === undefined) throw new Error("the module is cut short");
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  }
  numbers(count) {
    for (let i = 0; i < count; ++i) this.number();
  }
}

const isIn = (value, ...ranges) => ranges.some(([from, to]) => value >= from && value <= to);

// What stands behind an instruction of WebAssembly 2.0 with threads; `at` is behind its number.
function skipSimd(r, code) {
  if (isIn(code, [0, 11], [92, 93])) r.numbers(2);
  else if (isIn(code, [84, 91])) r.numbers(2), r.at += 1;
  else if (isIn(code, [12, 13])) r.at += 16;
  else if (isIn(code, [21, 34])) r.at += 1;
}

function skip(r, code) {
  if (isIn(code, [0x02, 0x04], [0x0c, 0x0d], [0x10, 0x10], [0x20, 0x26], [0x3f, 0x42], [0xd0, 0xd0], [0xd2, 0xd2])) r.number();
  else if (code === 0x0e) r.numbers(r.number() + 1);
  else if (code === 0x11 || isIn(code, [0x28, 0x3e])) r.numbers(2);
  else if (code === 0x1c) r.numbers(r.number());
  else if (code === 0x43) r.at += 4;
  else if (code === 0x44) r.at += 8;
  else if (code === 0xfc) r.numbers([0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1][r.number()]);
  else if (code === 0xfe) r.numbers(r.number() === 3 ? 1 : 2);
  else if (!isIn(code, [0x00, 0x01], [0x05, 0x05], [0x0b, 0x0b], [0x0f, 0x0f], [0x1a, 0x1b], [0x45, 0xc4], [0xd1, 0xd1])) {
    throw new Error(`unknown instruction 0x${code.toString(16)} at byte ${r.at - 1}`);
  }
}

function rewriteBody(r, end) {
  let found = 0;
  for (let groups = r.number(); groups > 0; --groups) r.numbers(2);
  while (r.at < end) {
    const code = r.byte();
    if (code !== 0xfd) {
      skip(r, code);
      continue;
    }
    const at = r.at;
    const simd = r.number();
    if (simd === draftMadd) {
      if (r.at !== at + standardMadd.length) throw new Error(`byte ${at}: not two bytes long`);
      r.bytes.set(standardMadd, at);
      ++found;
    } else {
      skipSimd(r, simd);
    }
  }
  if (r.at !== end) throw new Error(`byte ${r.at}: a function ends elsewhere than it says`);
  return found;
}

// Rewrites the module's bytes in place; returns how many instructions there were.
export function toStandardOpcodes(bytes) {
  const r = new Reader(bytes, 8);
  let found = 0;
  while (r.at < bytes.length) {
    const section = r.byte();
    const size = r.number();
    const end = r.at + size;
    if (section === codeSection) {
      for (let functions = r.number(); functions > 0; --functions) {
        const length = r.number();
        found += rewriteBody(r, r.at + length);
      }
    }
    r.at = end;
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2];
  const bytes = readFileSync(file);
  const found = toStandardOpcodes(bytes);
  // A module without any would be the other one under a wrong name.
  if (found === 0) throw new Error(`${file}: holds no fused multiply-add`);
  writeFileSync(file, bytes);
}
