// A network whose weights exceed the module's first memory is made, used and closed: with the memory grown ahead, and page
// by page as malloc asks. pages_initial is what there was before anything was allocated, growths how often it grew.
import {readFileSync} from "node:fs";

import {moduleUrl} from "./loader.mjs";
import {Mlp} from "./mlp.mjs";

const widths = [784, 2048, 1024, 10];
const names = ["pages_initial", "pages", "growths"];
const image = Float32Array.from({length: 784}, (_, i) => i % 97 / 97);

function make(context, profile) {
  const module = new WebAssembly.Module(readFileSync(moduleUrl(context, "mlp")));
  const figures = {};
  let problem = "never ran";
  return {
    run(n) {
      problem = "";
      for (let i = 0; i < n; ++i) {
        const net = new Mlp(module, {widths, memory: profile});
        const sum = net.forward(image).reduce((all, p) => all + p, 0);
        if (Math.abs(sum - 1) > 1e-5) problem ||= `probabilities that add up to ${sum}`;
        Object.assign(figures, net.memory);
        net.close();
      }
      return n;
    },
    check: () => problem,
    metrics: Object.fromEntries((profile === null ? [] : names).map((name) => [name, () => figures[name]])),
  };
}

const benchmark = (arm, profile) => ({
  name: "wasm/linear_memory", ...arm, clock: "wall",
  make: (context) => make(context, profile),
  metrics: profile === null ? [] : names.map((name) => ({name, unit: "1", kind: "count"})),
});

export default [benchmark({}, "general"), benchmark({impl: "training"}, "training"), benchmark({impl: "by_page"}, null)];
