import assert from "node:assert/strict";
import {test} from "node:test";

import {parseArguments, UsageError} from "./arguments.mjs";

const accepted = [
  [["--benchmark_list_tests"], "list", true],
  [["--benchmark_list_tests=true"], "list", true],
  [["--benchmark_list_tests=false"], "list", false],
  [["--benchmark_filter=^core/dot$"], "filter", "^core/dot$"],
  [["--benchmark_filter=a=b"], "filter", "a=b"],
  [["--benchmark_filter="], "filter", ""],
  [["--benchmark_out=/tmp/a b.json"], "out", "/tmp/a b.json"],
  [["--benchmark_min_time=0.25"], "minTimeSeconds", 0.25],
  [["--benchmark_min_time=.5s"], "minTimeSeconds", 0.5],
  [["--benchmark_min_time=1e-2"], "minTimeSeconds", 0.01],
  [["--benchmark_repetitions=7"], "batches", 7],
  [["--benchmark_repetitions=7", "--batches=3"], "batches", 3],
  [["--iterations=1000"], "iterations", 1000],
  [["--variant=scalar"], "variant", "scalar"],
  [["--lockstep=5,16"], "lockstep", [5, 16]],
  [[], "batches", 1],
];
for (const [argv, option, want] of accepted) {
  test(`accepts ${argv.join(" ") || "no arguments"}`, () => assert.deepEqual(parseArguments(argv)[option], want));
}

const refused = [
  ["--lockstep=5", /want two file descriptors/],
  ["--bogus", /unknown flag --bogus; known: /],
  ["core/dot", /unknown flag core\/dot/],
  ["--constructor=1", /unknown flag/],
  ["--iterations", /--iterations needs a value/],
  ["--iterations=0", /--iterations=0: want a number from 1/],
  ["--iterations=1.5", /want a number from 1/],
  ["--iterations=-3", /want a number from 1/],
  ["--iterations=1e3", /want a number from 1/],
  ["--batches=", /want a number from 1/],
  ["--benchmark_min_time=0", /want a number of seconds above 0/],
  ["--benchmark_min_time=nan", /want a number of seconds above 0/],
  ["--benchmark_min_time=5x", /want a number of seconds above 0/],
  ["--benchmark_out_format=csv", /want json/],
  ["--benchmark_list_tests=maybe", /want true or false/],
  ["--variant=avx2", /want relaxed or simd or scalar/],
];
for (const [argument, message] of refused) {
  test(`refuses ${argument}`, () => {
    assert.throws(() => parseArguments([argument]), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n"), "one line");
      return true;
    });
  });
}
