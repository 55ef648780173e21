// The module's benchmarks in headless Chromium: the same suite, whose operations run in a page. The page gets its files
// from this process and nothing from anywhere else, and is isolated from other origins, for that gives it a clock of five
// microseconds. It has no clock of processor time, so benchmarks there are timed by the wall, once the browser has come
// to rest. Benchmarks that are written in JavaScript measure Node, and are not here.
//
//   node build/wasm/browser.mjs --benchmark_filter=core/dot --benchmark_min_time=0.1
//   swarmperf run --suite 'node build/wasm/browser.mjs' -f 'core/dot/*'
//
// The browser is /usr/bin/chromium, or what CHROMIUM names.
import {existsSync, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";

import {parseArguments, UsageError} from "./arguments.mjs";
import {untilAtRest} from "./at_rest.mjs";
import {tellFailure} from "./failure.mjs";
import {main, moduleName} from "./main.mjs";
import {tierPolicy} from "./tiers.mjs";

const origin = "https://suite.invalid";
const v8Flags = ["--no-liftoff"];  // as under Node: one tier, nothing to warm up
const launchMs = 30_000;  // half of what a launch of a suite is given
const windowMs = 50;  // of a look at whether the browser has come to rest
const isolated = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"};
const types = {mjs: "text/javascript", wasm: "application/wasm"};

const page = `<!doctype html><script type="module">
import {lostShare} from "${origin}/node/at_rest.mjs";
import {moduleBenchmarks} from "${origin}/node/module.mjs";
import {supportedVariants} from "${origin}/node/variants.mjs";
let benchmarks, work;
globalThis.suite = {
  supported: supportedVariants(),
  isolated: crossOriginIsolated,
  async load({file, variant}) {
    const answer = await fetch("${origin}/" + file);
    benchmarks = moduleBenchmarks(new Uint8Array(await answer.arrayBuffer()), variant);
    return benchmarks.map(({declaration}) => declaration);
  },
  make(index) {
    work = benchmarks[index].make();
    return {bytesPerOp: work.bytesPerOp, itemsPerOp: work.itemsPerOp, metrics: Object.keys(work.metrics)};
  },
  run(n) {
    const start = performance.now();
    const done = work.run(n);
    const realNs = 1e6 * (performance.now() - start);
    return {done, realNs, elapsedNs: realNs};
  },
  check: () => work.check(),
  metric: (name) => work.metrics[name](),
  lostShare,
};
</script>`;

// From here, or from the folder that this was started in: the build may have been moved away from its packages.
async function playwright() {
  try {
    return await import("playwright-core");
  } catch {
    try {
      return createRequire(join(process.cwd(), "package.json"))("playwright-core");
    } catch {
      throw new UsageError("this suite needs the npm package playwright-core: npm install playwright-core");
    }
  }
}

async function launch() {
  const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";
  if (!existsSync(executablePath)) throw new UsageError(`no browser at ${executablePath}: install chromium or set CHROMIUM`);
  const {chromium} = await playwright();
  const args = [`--js-flags=${v8Flags.join(" ")}`, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
  // Playwright would close a browser in its own way first, for which one that hangs does not answer; when this process exits,
  // it kills the browser and removes its profile.
  process.once("SIGTERM", () => process.exit(143));
  return chromium.launch({executablePath, args, timeout: launchMs, handleSIGTERM: false});
}

async function open(browser, folder) {
  const tab = await browser.newPage();
  tab.on("console", (message) => console.error(message.text()));
  await tab.route("**", (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    if (path === "") return route.fulfill({contentType: "text/html", headers: isolated, body: page});
    const file = new URL(path, folder);
    if (!existsSync(file)) return route.fulfill({status: 404, headers: isolated});
    return route.fulfill({contentType: types[path.split(".").pop()], headers: isolated, body: readFileSync(file)});
  });
  await tab.goto(`${origin}/`);
  await tab.waitForFunction("globalThis.suite");
  if (!await tab.evaluate("suite.isolated")) throw new Error("the page is not isolated: its clock would be too coarse");
  return tab;
}

// A tab of its own for each benchmark, so that a crash spoils nothing but itself.
function benchmarkIn(browser, folder, load, declaration, index) {
  return {
    declaration: {...declaration, clock: "wall"},
    async make() {
      const tab = await open(browser, folder);
      await tab.evaluate((what) => suite.load(what), load);
      const made = await tab.evaluate((at) => suite.make(at), index);
      return {
        ...made,
        async settle() {
          if (await untilAtRest(() => tab.evaluate((ms) => suite.lostShare(ms), windowMs))) return;
          console.error(`${declaration.name}: others kept running on the page's core; its times include them`);
        },
        run: async (n) => ({...await tab.evaluate((count) => suite.run(count), n), cpuNs: undefined}),
        check: () => tab.evaluate("suite.check()"),
        metrics: Object.fromEntries(made.metrics.map((name) => [name, () => tab.evaluate((which) => suite.metric(which), name)])),
        close: () => tab.close(),
      };
    },
  };
}

// Returns the exit code of the suite in `folder`, run in a browser.
export async function browserMain(folder, argv) {
  let browser;
  try {
    parseArguments(argv);  // a slip is refused before a browser is started for it
    browser = await launch();
    const probe = await open(browser, folder);
    const supported = await probe.evaluate("suite.supported");
    const find = async (given, lane) => {
      const load = {file: moduleName(lane), variant: lane.current};
      const declarations = await probe.evaluate((what) => suite.load(what), load);
      return declarations.map((one, index) => benchmarkIn(browser, folder, load, one, index));
    };
    const engine = {name: "chromium", supported, tier: tierPolicy(v8Flags), runtime: {chromium: browser.version(), flags: v8Flags}};
    return await main(folder, argv, {find, engine});
  } catch (error) {
    return tellFailure(error);
  } finally {
    await browser?.close();
  }
}
