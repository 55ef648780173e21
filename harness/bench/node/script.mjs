// The benchmarks that are written in JavaScript because they measure the engine around a module and not code inside
// it: every *.bench.mjs below the suite's benchmarks/ folder, which mirrors the source tree. A file's default export is
// a list of {name, version, tags, clock, metrics, make(context)}; what is not given gets the defaults of bench.h.
import {existsSync, readdirSync, readFileSync} from "node:fs";
import {fileURLToPath, pathToFileURL} from "node:url";
import {join} from "node:path";

function benchFiles(folder, below = "") {
  if (!existsSync(join(folder, below))) return [];
  return readdirSync(join(folder, below), {withFileTypes: true}).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return benchFiles(folder, path);
    return entry.name.endsWith(".bench.mjs") ? [path] : [];
  });
}

function lineOf(name, file) {
  const lines = readFileSync(file, "utf8").split("\n");
  return 1 + Math.max(0, lines.findIndex((line) => line.includes(`"${name}"`)));
}

// Returns the benchmarks found, each with its declaration and make(). `context` = {folder, simd} goes to every make().
export async function scriptBenchmarks(context) {
  const folder = fileURLToPath(new URL("benchmarks/", context.folder));
  const found = [];
  for (const path of benchFiles(folder)) {
    const file = join(folder, path);
    for (const spec of (await import(pathToFileURL(file))).default) {
      const {name, version = 1, tags = [], clock = "cpu", metrics = [], freshProcess = false, make} = spec;
      const declaration = {name, version, tags, clock, source: `${path}:${lineOf(name, file)}`, metrics: metrics.map(
          (metric) => ({better: "less", kind: "count", exact: false, primary: false, ...metric}))};
      found.push({declaration, freshProcess, script: true, make: () => make(context)});
    }
  }
  return found;
}
