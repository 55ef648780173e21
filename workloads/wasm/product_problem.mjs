// Returns "" or what is wrong with c as the product of a and b, all n x n: C * x against A * (B * x) for an x of ones and
// minus ones (Freivalds), in double, as in kernels/gemm.cases.h. A row may be off by `allowed`; 0 suits integers whose sums
// are exact.
export function productProblem(n, a, b, c, allowed = 1e-7 * n * Math.sqrt(n)) {
  const x = Float64Array.from({length: n}, (_, i) => ((Math.imul(i, 2654435761) >>> 7) % 2 ? 1 : -1));
  const times = (matrix, vector) => Float64Array.from({length: n}, (_, i) => {
    let total = 0;
    for (let j = 0; j < n; ++j) total += matrix[i * n + j] * vector[j];
    return total;
  });
  if (c.length !== n * n) return `${c.length} elements`;
  const want = times(a, times(b, x));
  const got = times(c, x);
  const row = got.findIndex((value, i) => !(Math.abs(value - want[i]) <= allowed));
  return row < 0 ? "" : `element ${row}: row: got ${got[row]}, want ${want[row]}`;
}
