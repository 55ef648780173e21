// The benchmarks that are compiled into suite.wasm, through the C interface of harness/bench/wasm_host.cpp. Every
// benchmark gets an instance of its own: its memory is fresh, and a trap spoils nothing but itself.
import {importsFor} from "./wasi.mjs";

// Returns an initialised instance's exports and readers for its text.
export function instantiate(module) {
  let exports;
  const instance = new WebAssembly.Instance(module, importsFor(module, () => exports.memory));
  exports = instance.exports;
  exports._initialize();
  const text = (address) => {
    const bytes = new Uint8Array(exports.memory.buffer, address);
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  };
  return {exports, text};
}

function makeWork(module, index, variant) {
  const {exports, text} = instantiate(module);
  if (!exports.suite_select(variant !== "scalar")) throw new Error(`the module has no ${variant} variant`);
  exports.suite_prepare(index);
  const metrics = {};
  for (let k = 0; k < exports.suite_metric_count(); ++k) {
    metrics[text(exports.suite_metric_name(k))] = () => exports.suite_metric(k);
  }
  return {
    run: (n) => exports.suite_run(n),
    check: () => text(exports.suite_check()),
    metrics,
    bytesPerOp: exports.suite_bytes_per_op(),
    itemsPerOp: exports.suite_items_per_op(),
  };
}

// Returns the benchmarks of a module, given as bytes, each with its declaration and make().
export function moduleBenchmarks(bytes, variant) {
  const module = new WebAssembly.Module(bytes);
  const {exports, text} = instantiate(module);
  return Array.from({length: exports.suite_count()}, (_, index) => ({
    declaration: JSON.parse(text(exports.suite_declaration(index))),
    make: () => makeWork(module, index, variant),
  }));
}
