// The work that a freshly loaded module is asked for first: a small matrix product of small whole numbers, which has one
// right answer however it is summed, so that a load which went wrong cannot pass for a fast one.
import {productProblem} from "./product_problem.mjs";

const size = 32;
const left = Float32Array.from({length: size * size}, (_, i) => i % 7);
const right = Float32Array.from({length: size * size}, (_, i) => (i % 5) - 2);
const bytes = left.byteLength;

// 32768 steps, which V8 thinks worth optimising: 5 MB of the process. So only where an answer is wrong.
function rightAnswer() {
  const answer = new Float32Array(size * size);
  for (let row = 0; row < size; ++row) {
    for (let column = 0; column < size; ++column) {
      for (let k = 0; k < size; ++k) answer[row * size + column] += left[row * size + k] * right[k * size + column];
    }
  }
  return answer;
}

// Writes the operands into the memory of neural.wasm; returns the call, which returns a copy of what it computed.
export function prepareFirstCall(exports) {
  const [a, b, c] = [0, 1, 2].map(() => exports.malloc(bytes));
  new Float32Array(exports.memory.buffer, a, left.length).set(left);
  new Float32Array(exports.memory.buffer, b, right.length).set(right);
  return () => {
    exports.neural_matmul(a, b, c, size, size, size);
    return new Float32Array(exports.memory.buffer, c, left.length).slice();
  };
}

// Returns "" or what is wrong with the result of a first call.
export function checkFirstCall(got) {
  if (got.length !== left.length) return `the first call returned ${got.length} values, want ${left.length}`;
  if (productProblem(size, left, right, got, 0) === "") return "";
  const expected = rightAnswer();
  const wrong = got.findIndex((value, i) => value !== expected[i]);
  return `the first call returned ${got[wrong]} at ${wrong}, want ${expected[wrong]}`;
}
