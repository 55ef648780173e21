// What users meet in an ordinary Node is measured in a child that gets none of this process's V8 flags but the one
// without which it would refuse the module.
import {spawnSync} from "node:child_process";
import {fileURLToPath} from "node:url";

import {nodeFlags} from "./loader.mjs";

const limitMs = 60_000;

// Below the error Node writes the stack and its own version.
function reason(stderr) {
  const lines = stderr.trim().split("\n");
  return lines.findLast((line) => /^(FATAL ERROR|Uncaught|\w*Error\b).*: /.test(line)) ?? lines.at(-1);
}

// Returns what a script beside this file prints, and how long its process took.
export const ordinaryNode = (context, script, ...argv) => flaggedNode(context, [], script, ...argv);

function flaggedNode({variant}, flags, script, ...argv) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const start = process.hrtime.bigint();
  const child = spawnSync(process.execPath, [...(nodeFlags[variant] ?? []), ...flags, path, ...argv], {encoding: "utf8", timeout: limitMs});
  const process_ns = Number(process.hrtime.bigint() - start);
  if (child.status !== 0) throw new Error(`${script}: ${child.error?.message ?? reason(child.stderr)}`);
  return {...JSON.parse(child.stdout), process_ns};
}

const median = (values) => values.slice().sort((a, b) => a - b)[values.length >> 1];

// What make() of a benchmark returns whose operation is a process that runs `script`, which prints load_ns, cpu_ns and
// the figures of `names`, of which the median is reported; `flags` are Node's. `check` returns "" or what is wrong with what one printed.
export function processes(context, script, argv, {check, names = [], flags = []}) {
  const starts = [];
  return {
    run(n) {
      let realNs = 0;
      let cpuNs = 0;
      for (let i = 0; i < n; ++i) {
        const start = flaggedNode(context, flags, script, ...argv);
        starts.push(start);
        realNs += start.load_ns;
        cpuNs += start.cpu_ns;
      }
      return {done: n, realNs, cpuNs};
    },
    check: () => starts.map(check).find((problem) => problem !== "") ?? "",
    metrics: Object.fromEntries(names.map((name) => [name, () => median(starts.map((start) => start[name]))])),
  };
}
