// The work that a freshly loaded module is asked for first, with operands for which every order of summation gives the
// same exact sum, so that a load which went wrong cannot pass for a fast one.
const n = 1024;
const left = Float32Array.from({length: n}, (_, i) => i % 8);
const right = Float32Array.from({length: n}, (_, i) => (i % 3) + 1);
const expected = left.reduce((sum, value, i) => sum + value * right[i], 0);

// Writes the operands into the memory of neural.wasm; returns the call, which returns what it computed.
export function prepareFirstCall(exports) {
  const a = exports.malloc(4 * n);
  const b = exports.malloc(4 * n);
  new Float32Array(exports.memory.buffer, a, n).set(left);
  new Float32Array(exports.memory.buffer, b, n).set(right);
  return () => exports.neural_dot(a, b, n);
}

// Returns "" or what is wrong with the value of a first call.
export function checkFirstCall(got) {
  return got === expected ? "" : `the first call returned ${got}, want ${expected}`;
}
