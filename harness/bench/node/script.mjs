// The benchmarks that are written in JavaScript because they measure the engine around a module and not code inside
// it: every *.bench.mjs below the suite's benchmarks/ folder, which mirrors the source tree. A file's default export is
// a list of {name, version, tags, clock, threads, metrics, make(context)}; what is not given gets the defaults of bench.h.
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

// Returns the benchmark that an entry of such a list declares. `source` is its file and line.
export function scriptBenchmark(spec, source, context) {
  const {name, version = 1, tags = [], clock = "cpu", metrics = [], threads, freshProcess = false, impl = "own", make} = spec;
  const declaration = {
    name: impl === "own" ? name : `${name}/impl=${impl}`, version, tags, clock, source, ...(threads ? {threads} : {}),
    metrics: metrics.map((metric) => ({better: "less", kind: "count", exact: false, primary: false, ...metric})),
  };
  return {declaration, freshProcess, script: true, make: () => make(context)};
}

// Returns the benchmarks found, each with its declaration and make(). `context` = {folder, variant} goes to every make().
export async function scriptBenchmarks(context) {
  const folder = fileURLToPath(new URL("benchmarks/", context.folder));
  const found = [];
  for (const path of benchFiles(folder)) {
    const file = join(folder, path);
    for (const spec of (await import(pathToFileURL(file))).default) {
      found.push(scriptBenchmark(spec, `${path}:${lineOf(spec.name, file)}`, context));
    }
  }
  return found;
}
