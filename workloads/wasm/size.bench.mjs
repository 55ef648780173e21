// The bytes of a module that a user downloads and an engine compiles. The operation reads and validates the file, so
// that a size is never that of something no engine would take.
import {readFileSync} from "node:fs";

import {moduleUrl} from "./loader.mjs";

function makeSize(context, name) {
  const url = moduleUrl(context, name);
  let bytes = new Uint8Array();
  return {
    run(n) {
      for (let i = 0; i < n; ++i) bytes = readFileSync(url);
      return n;
    },
    check: () => (WebAssembly.validate(bytes) ? "" : `${bytes.length} bytes that are not a module`),
    metrics: {module_bytes: () => bytes.length},
  };
}

const benchmark = ({name, module}) => ({
  name, tags: ["gate"], make: (context) => makeSize(context, module),
  metrics: [{name: "module_bytes", unit: "B", kind: "bytes", exact: true, primary: true}],
});

export default [benchmark({name: "wasm/size", module: "neural"}), benchmark({name: "wasm/size/mlp", module: "mlp"})];
