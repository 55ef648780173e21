// What this engine can run, asked with a module of one function each: an engine rejects a module that holds an instruction
// it does not know, so there is a module per variant.

const module = (...parts) => Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, ...parts.flat()]);

// (func (result v128) (i8x16.popcnt (i8x16.splat (i32.const 0))))
const simdProbe = module([1, 5, 1, 96, 0, 1, 123], [3, 2, 1, 0], [10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);

// (func (export "f") (param f32 f32 f32) (result f32)
//   (f32x4.extract_lane 0 (f32x4.relaxed_madd (f32x4.splat 0) (f32x4.splat 1) (f32x4.splat 2))))
const relaxedProbe = module(
    [1, 8, 1, 96, 3, 125, 125, 125, 1, 125], [3, 2, 1, 0], [7, 5, 1, 1, 102, 0, 0],
    [10, 22, 1, 20, 0, 32, 0, 253, 19, 32, 1, 253, 19, 32, 2, 253, 19, 253, 0x85, 2, 253, 31, 0, 11]);

// Whether it computes a * b + c, and not by another order of operands, as a draft once had it.
function fusesRight() {
  const {f} = new WebAssembly.Instance(new WebAssembly.Module(relaxedProbe)).exports;
  return f(2, 3, 5) === 11 && f(3, 5, 2) === 17 && f(5, 2, -3) === 7;
}

// Returns the variants that run here, best first: "relaxed" (SIMD with fused multiply-add), "simd", "scalar".
export function supportedVariants() {
  const found = ["scalar"];
  if (WebAssembly.validate(simdProbe)) found.unshift("simd");
  if (found[0] === "simd" && WebAssembly.validate(relaxedProbe) && fusesRight()) found.unshift("relaxed");
  return found;
}
