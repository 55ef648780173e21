// The loader's choice of a variant, and the build step that makes the relaxed one.
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {existsSync, readFileSync, readdirSync} from "node:fs";
import {test} from "node:test";
import {fileURLToPath} from "node:url";

import {toStandardOpcodes} from "./relaxed_opcodes.mjs";

const built = new URL("../../build/wasm/", import.meta.url);
const skip = existsSync(new URL("modules/neural_relaxed.wasm", built)) ? false : "build/wasm is not built: scripts/build wasm";

function chosen(...flags) {
  const program = `import(${JSON.stringify(new URL("loader.mjs", import.meta.url).href)}).then(({load}) =>
    console.log(load(new URL(${JSON.stringify(built.href)})).variant))`;
  return spawnSync(process.execPath, [...flags, "--eval", program], {encoding: "utf8"}).stdout.trim();
}

test("the best variant that the engine accepts is loaded", {skip}, () => {
  assert.equal(chosen("--experimental-wasm-relaxed-simd"), "relaxed");
  assert.equal(chosen("--no-experimental-wasm-relaxed-simd"), "simd");
  assert.equal(chosen("--no-enable-sse4-1"), "scalar");
});

test("modules for engines without SIMD hold none of it", {skip}, () => {
  const folder = new URL("modules/", built);
  const files = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
  const program = `const {readFileSync} = require("node:fs");
    console.log(${JSON.stringify(files)}.filter((name) => WebAssembly.validate(readFileSync(${JSON.stringify(fileURLToPath(folder))} + name))).join())`;
  const {stdout} = spawnSync(process.execPath, ["--no-enable-sse4-1", "--eval", program], {encoding: "utf8"});
  const oneVariant = files.filter((name) => !name.includes("_") && !files.includes(name.replace(".", "_scalar.")));
  assert.deepEqual(stdout.trim().split(","), files.filter((name) => name.endsWith("_scalar.wasm") || oneVariant.includes(name)));
  assert.ok(oneVariant.includes("economics.wasm"), oneVariant);
});

test("a variant that multiplies wrong is passed over, and one that all do is an error", {skip}, async () => {
  const {load} = await import("./loader.mjs");
  // Every addition of floats in a vector module becomes a subtraction, fused or not: it is accepted, and wrong.
  const wrong = (url) => {
    const bytes = readFileSync(url);
    for (let i = 0; i + 3 < bytes.length; ++i) {
      if (bytes[i] === 0xfd && bytes[i + 1] === 0xe4 && bytes[i + 2] === 0x01) bytes[i + 1] = 0xe5;
      if (bytes[i] === 0xfd && bytes[i + 1] === 0x85 && bytes[i + 2] === 0x02) bytes[i + 1] = 0x86;
    }
    return bytes;
  };
  assert.equal(load(built, "neural", (url) => (url.href.includes("_scalar") ? readFileSync(url) : wrong(url))).variant, "scalar");
  const scalarFile = new URL("modules/neural_scalar.wasm", built);
  assert.throws(() => load(built, "neural", () => Uint8Array.of(0)), /no variant works here \(relaxed: the engine does not know.*scalar: the engine/);
  assert.equal(load(built, "neural", () => readFileSync(scalarFile)).variant, "relaxed", "the file is what counts");
});

test("a variant that traps, or that is not there, is passed over", {skip}, async () => {
  const {load} = await import("./loader.mjs");
  // A module of the same exports whose product traps, or which does not get so far as to have any.
  const trapping = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, ...section(1, [1, 96, 0, 0]), ...section(3, [1, 0]),
                                    ...section(7, [1, 11, ...Buffer.from("_initialize"), 0, 0]), ...section(10, [1, 3, 0, 0, 0x0b])]);
  assert.ok(WebAssembly.validate(trapping));
  const absent = () => { throw new Error("ENOENT: no such file"); };
  const only = (variant, otherwise) => (url) => (variant.test(url.href) ? readFileSync(url) : otherwise(url));
  assert.equal(load(built, "neural", only(/_scalar/, () => trapping)).variant, "scalar");
  assert.equal(load(built, "neural", only(/_scalar/, absent)).variant, "scalar");
  assert.equal(load(built, "mlp", only(/neural|mlp_scalar/, absent)).variant, "scalar", "its module is of one variant with the check");
  assert.throws(() => load(built, "mlp", only(/neural/, absent)), /^Error: mlp\.wasm: no variant works here \(.*simd: ENOENT.*scalar: ENOENT/);
  assert.throws(() => load(built, "neural", () => trapping), /no variant works here \(.*simd: unreachable; scalar: unreachable\)/);
});

const section = (id, content) => [id, content.length, ...content];
const withBody = (...code) => Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, ...section(1, [1, 96, 0, 0]), ...section(3, [1, 0]), ...section(10, [1, code.length + 2, 0, ...code, 0x0b]),
]);
const madd = [0xfd, 0xaf, 0x01];
const rewritten = [0xfd, 0x85, 0x02];
const cases = [
  ["the instruction gets its number", madd, rewritten],
  ["every one of them", [...madd, 0x01, ...madd], [...rewritten, 0x01, ...rewritten]],
  ["the same bytes in a vector constant stay", [0xfd, 12, ...madd, ...Array(13).fill(0)], [0xfd, 12, ...madd, ...Array(13).fill(0)]],
  ["in a float constant too", [0x43, ...madd, 0, ...madd], [0x43, ...madd, 0, ...rewritten]],
  ["in an offset too", [0x28, 2, 0xfd, 0xaf, 0x01, ...madd], [0x28, 2, 0xfd, 0xaf, 0x01, ...rewritten]],
  ["behind a table of branches, a lane, a copy of memory", [0x0e, 1, 0, 0, 0xfd, 31, 0, 0xfc, 10, 0, 0, ...madd],
   [0x0e, 1, 0, 0, 0xfd, 31, 0, 0xfc, 10, 0, 0, ...rewritten]],
];
for (const [name, before, after] of cases) {
  test(`relaxed opcodes: ${name}`, () => {
    const bytes = withBody(...before);
    const count = toStandardOpcodes(bytes);
    assert.deepEqual([...bytes], [...withBody(...after)]);
    assert.equal(count, before.filter((byte, i) => byte !== after[i]).length / 2);
  });
}
test("relaxed opcodes: what is no instruction, or cut short, is refused", () => {
  assert.throws(() => toStandardOpcodes(withBody(0xef)), /unknown instruction 0xef/);
  assert.throws(() => toStandardOpcodes(withBody(0x43)), /ends elsewhere than it says/);
});
test("relaxed opcodes: a module without any is no relaxed module", {skip}, () => {
  const script = fileURLToPath(new URL("relaxed_opcodes.mjs", import.meta.url));
  const {status, stderr} = spawnSync(process.execPath, [script, fileURLToPath(new URL("modules/neural_scalar.wasm", built))], {encoding: "utf8"});
  assert.equal(status, 1);
  assert.match(stderr, /holds no fused multiply-add/);
});
