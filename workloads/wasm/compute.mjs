// What a caller in JavaScript would otherwise hand to a graphics processor, computed in neural.wasm: the same done to every
// element of an array, to every pair of matrices, to every point of a grid.
//
//   const compute = new Compute(await runtime.module("neural"));
//   compute.map(x, "tanh");                                            // relu, sigmoid or tanh of each
//   compute.reduce(x, "sum");                                          // sum or max, in the engine's vectors
//   compute.stencil(grid, {rows, columns, centre: 0.6, edge: 0.1});    // a step of diffusion; the border stays
//   compute.matmuls(a, b, {count: 100, m: 8, n: 8, k: 8});             // a hundred products, one after the other
//
// Arrays are Float32Array, matrices and grids dense and row-major. Results are copies; sizes that do not fit are a RangeError,
// and what is no array of numbers a TypeError.
import {allocate} from "./allocate.mjs";
import {assertNumbers} from "./arrays.mjs";
import {closed, instantiate} from "./loader.mjs";

const maps = ["relu", "sigmoid", "tanh"];
const reductions = ["sum", "max"];

function oneOf(words, word, what) {
  if (!words.includes(word)) throw new RangeError(`${what}: "${word}"; want ${words.join(", ")}`);
}
function fits(array, sizes, what) {
  assertNumbers(array, what);
  const whole = sizes.every((size) => Number.isInteger(size) && size >= 0 && size < 2 ** 24);
  const want = sizes.reduce((product, size) => product * size, 1);
  if (!whole || array.length !== want) throw new RangeError(`${what}: ${array.length} values are not ${sizes.join(" x ")}`);
}

export class Compute {
  #exports;

  constructor(module) { this.#exports = instantiate(module); }

  map(x, how) {
    oneOf(maps, how, "map");
    assertNumbers(x, "map");
    return this.#within([x], x.length, (at, out) => this.#exports[`neural_${how}`](at, out, x.length));
  }

  // Of values without NaN; max of none is -Infinity.
  reduce(x, how) {
    oneOf(reductions, how, "reduce");
    assertNumbers(x, "reduce");
    if (x.length === 0) return how === "sum" ? 0 : -Infinity;
    let result;
    this.#within([x], 0, (at) => { result = this.#exports[`neural_${how}`](at, x.length); });
    return result;
  }

  stencil(grid, {rows, columns, centre, edge}) {
    fits(grid, [rows, columns], "grid");
    assertNumbers([centre, edge], "centre and edge");
    return this.#within([grid], grid.length, (at, out) => this.#exports.neural_stencil(at, out, rows, columns, centre, edge));
  }

  matmuls(a, b, {count = 1, m, n, k}) {
    fits(a, [count, m, k], "a");
    fits(b, [count, k, n], "b");
    return this.#within([a, b], count * m * n, (left, right, out) => this.#exports.neural_matmuls(left, right, out, count, m, n, k));
  }

  // Copies arrays in, has `work` done with their addresses and that of `size` values, and copies these out.
  #within(arrays, size, work) {
    const all = arrays.reduce((sum, {length}) => sum + length, size);
    const start = allocate(this.#exports, 4 * all + 4);
    try {
      const places = [start];
      for (const array of arrays) {
        new Float32Array(this.#exports.memory.buffer, places.at(-1), array.length).set(array);
        places.push(places.at(-1) + 4 * array.length);
      }
      work(...places);
      return new Float32Array(this.#exports.memory.buffer, places.at(-1), size).slice();
    } finally {
      this.#exports.free(start);
    }
  }

  // Gives the memory back; any later call is an Error, this one too.
  close() {
    void this.#exports.memory;
    this.#exports = closed("computer");
  }
}
