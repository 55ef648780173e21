// What a second thread gives a matrix product under Node; one thread of the same team is what to set it against.
import {readFileSync} from "node:fs";

import {moduleUrl} from "./loader.mjs";
import {MatmulTeam} from "./matmul_team.mjs";

const n = 1000;

// Whole numbers, whose products have one right answer however they are summed.
const left = (i, p) => (i * 7 + p * 3) % 5 - 2;
const right = (p, j) => (p * 11 + j * 5) % 7 - 3;

function wrong(team) {
  // C * x against A * (B * x) for an x of ones and minus ones: Freivalds.
  const x = Float64Array.from({length: n}, (_, j) => ((j * 2654435761 >>> 7) % 2 ? 1 : -1));
  const times = (matrix, vector) => Float64Array.from({length: n}, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; ++j) sum += matrix[i * n + j] * vector[j];
    return sum;
  });
  const want = times(team.a, times(team.b, x));
  const got = times(team.c, x);
  const row = got.findIndex((value, i) => value !== want[i]);
  return row < 0 ? "" : `row ${row} of the product: ${got[row]}, want ${want[row]}`;
}

function make(context, threads) {
  const team = new MatmulTeam(new WebAssembly.Module(readFileSync(moduleUrl(context))), {m: n, n, k: n, threads});
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j < n; ++j) {
      team.a[i * n + j] = left(i, j);
      team.b[i * n + j] = right(i, j);
    }
  }
  return {
    run(operations) {
      for (let i = 0; i < operations; ++i) team.run();
      return operations;
    },
    check: () => wrong(team),
    itemsPerOp: 2 * n ** 3,
    close: () => team.close(),
  };
}

const benchmark = ({name, threads}) => ({name, clock: "wall", threads: "multi", make: (context) => make(context, threads)});

export default [
  benchmark({name: "core/gemm_threads/f32/n=1000/threads=1", threads: 1}),
  benchmark({name: "core/gemm_threads/f32/n=1000/threads=2", threads: 2}),
];
