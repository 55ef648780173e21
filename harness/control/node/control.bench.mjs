// The control suite under Node: what JavaScript costs when it computes, and when it makes garbage. Nobody changes its
// speed; doctor and validate measure how far two equal runs of it differ.

const size = 48;

function product(a, b, out) {
  for (let i = 0; i < size; ++i) {
    for (let j = 0; j < size; ++j) {
      let sum = 0;
      for (let k = 0; k < size; ++k) sum += a[i * size + k] * b[k * size + j];
      out[i * size + j] = sum;
    }
  }
}

function compute() {
  const a = Float64Array.from({length: size * size}, (_, i) => i % 7);
  const b = Float64Array.from({length: size * size}, (_, i) => i % 5);
  const out = new Float64Array(size * size);
  let want = 0;
  for (let k = 0; k < size; ++k) want += a[k] * b[k * size];
  return {
    run(n) {
      for (let i = 0; i < n; ++i) product(a, b, out);
      return n;
    },
    check: () => (out[0] === want ? "" : `got ${out[0]}, want ${want}`),
  };
}

const entries = 2000;

function collections() {
  let seen = 0;
  return {
    run(n) {
      for (let i = 0; i < n; ++i) {
        const map = new Map();
        for (let k = 0; k < entries; ++k) map.set(`key ${k}`, {k, text: "x".repeat(k % 50)});
        seen = map.size;
      }
      return n;
    },
    check: () => (seen === entries ? "" : `a map of ${seen} entries, want ${entries}`),
  };
}

export default [
  {name: "control/node_compute", clock: "wall", make: compute},
  {name: "control/node_collections", clock: "wall", make: collections},
];
