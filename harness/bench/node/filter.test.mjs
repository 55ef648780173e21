import assert from "node:assert/strict";
import {test} from "node:test";

import {UsageError} from "./arguments.mjs";
import {compileFilter} from "./filter.mjs";

const cases = [
  // filter, name, selected
  ["", "core/dot", true],
  ["all", "core/dot", true],
  [".", "core/dot", true],
  ["dot", "core/dot/f32", true],
  ["^core/dot$", "core/dot", true],
  ["^core/dot$", "core/dot/n=1", false],
  ["^core/gemm/n=1000$", "core/gemm/n=1000", true],
  ["^a\\.b$", "a.b", true],
  ["^a\\.b$", "axb", false],
  ["^(a|b\\+)$", "b+", true],
  ["^(a|b\\+)$", "bb", false],
  ["^[a-c]{2,3}$", "abc", true],
  ["-dot", "core/dot", false],
  ["-dot", "core/relu", true],
  ["^a/\\[1\\]$", "a/[1]", true],
];
for (const [filter, name, selected] of cases) {
  test(`'${filter}' ${selected ? "selects" : "leaves out"} ${name}`,
       () => assert.equal(compileFilter(filter)(name), selected));
}

for (const filter of ["(", "[a", "\\d+", "(?=a)", "[[:alpha:]]", "a*?", "*", "[\\]]"]) {
  test(`refuses '${filter}'`, () => assert.throws(() => compileFilter(filter), UsageError));
}
