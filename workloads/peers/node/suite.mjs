#!/usr/bin/env node
// One competitor under Node as a suite: node suite.mjs --impl=NAME and the flags of every suite but --variant, for a library
// chooses its code by itself. A launch holds one library, x.peer.mjs beside this file. Without --impl it lists which are
// present; a library that is not installed (npm install in this folder) is absent and nothing else fails.
import {readdirSync} from "node:fs";
import {createRequire} from "node:module";

import {UsageError} from "../../../harness/bench/node/arguments.mjs";
import {tellFailure} from "../../../harness/bench/node/failure.mjs";
import {main} from "../../../harness/bench/node/main.mjs";
import {scriptBenchmark} from "../../../harness/bench/node/script.mjs";

const suffix = ".peer.mjs";
const names = readdirSync(new URL(".", import.meta.url)).filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
const require = createRequire(import.meta.url);

function missing(packages) {
  return packages.filter((name) => {
    try {
      return !require.resolve(`${name}/package.json`);
    } catch (error) {
      // A package may keep its manifest to itself and still be there.
      return error.code !== "ERR_PACKAGE_PATH_NOT_EXPORTED";
    }
  });
}

async function list() {
  const lines = [];
  for (const name of names) {
    const absent = missing((await import(`./${name}${suffix}`)).packages);
    lines.push(absent.length > 0 ? `absent  ${name}: ${absent.join(", ")} not installed; npm install in workloads/peers/node` : `present ${name}`);
  }
  return lines.sort().join("\n");
}

async function competitor(impl) {
  if (!names.includes(impl)) throw new UsageError(`--impl=${impl}: no such competitor; there are\n${await list()}`);
  const peer = await import(`./${impl}${suffix}`);
  const absent = missing(peer.packages);
  if (absent.length > 0) throw new UsageError(`--impl=${impl}: ${absent.join(", ")} not installed; run npm install in workloads/peers/node`);
  const {about, benchmarks} = await peer.load();
  const source = `workloads/peers/node/${impl}${suffix}`;
  return {about, lane: "node", find: async (folder) => benchmarks.map((spec) => scriptBenchmark({...spec, impl}, source, {folder}))};
}

const argv = process.argv.slice(2);
const impl = argv.find((argument) => argument.startsWith("--impl="))?.slice("--impl=".length);
try {
  if (impl === undefined) throw new UsageError(`say which competitor, --impl=NAME:\n${await list()}`);
  process.exitCode = await main(new URL(".", import.meta.url), argv, await competitor(impl));
} catch (error) {
  process.exitCode = tellFailure(error);
}
