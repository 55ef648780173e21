// What a second thread gives a matrix product under Node; one thread of the same team is what to set it against.
import {readFileSync} from "node:fs";

import {moduleUrl} from "./loader.mjs";
import {MatmulTeam} from "./matmul_team.mjs";
import {productProblem} from "./product_problem.mjs";

const n = 1000;

// Whole numbers, whose products have one right answer however they are summed.
const left = (i, p) => (i * 7 + p * 3) % 5 - 2;
const right = (p, j) => (p * 11 + j * 5) % 7 - 3;

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
    check: () => productProblem(n, team.a, team.b, team.c, 0),
    itemsPerOp: 2 * n ** 3,
    close: () => team.close(),
  };
}

const benchmark = ({name, threads}) => ({name, clock: "wall", threads: "multi", make: (context) => make(context, threads)});

export default [
  benchmark({name: "core/gemm_threads/f32/n=1000/threads=1", threads: 1}),
  benchmark({name: "core/gemm_threads/f32/n=1000/threads=2", threads: 2}),
];
