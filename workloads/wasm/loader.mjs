// Loads the runtime's modules. They are reactors that ask the system for nothing: every system call they import is
// answered with "not supported", and a program that ends itself becomes an exception. Those that call kernels are built
// three times; load() takes the best that the engine accepts.
import {readFileSync} from "node:fs";

import {checkFirstCall, prepareFirstCall} from "./first_call.mjs";

const notSupported = 52;  // WASI's ENOSYS

function importsFor(module) {
  const imports = {};
  for (const {module: space, name} of WebAssembly.Module.imports(module)) {
    const end = (code) => { throw new Error(`the module ended itself with code ${code}`); };
    (imports[space] ??= {})[name] = name === "proc_exit" ? end : () => notSupported;
  }
  return imports;
}

// Best first; what is behind the name of the file.
export const variants = {relaxed: "_relaxed", simd: "", scalar: "_scalar"};

// What Node 20 must be started with to run a variant; newer engines have it switched on.
export const nodeFlags = {relaxed: ["--experimental-wasm-relaxed-simd"]};

// Modules that call no kernels: their variants would be one and the same.
const plain = new Set(["economics"]);

// Returns where the build keeps a variant of a module.
export function moduleUrl({folder, variant}, name = "neural") {
  return new URL(`modules/${name}${plain.has(name) ? "" : variants[variant]}.wasm`, folder);
}

// Returns the exports of a new, initialised instance.
export function instantiate(module) {
  const {exports} = new WebAssembly.Instance(module, importsFor(module));
  exports._initialize();
  return exports;
}

// What stands in the place of an instance's exports once its owner is closed: whatever is asked of it is an error by name.
// Memory that was given back would answer all the same.
export const closed = (owner) => new Proxy({}, {get() { throw new Error(`this ${owner} is closed`); }});

// Returns {variant, module}, compiled, of a module of the build in `folder`: of the best variant whose neural.wasm the
// engine accepts and which multiplies two matrices right. The numbers of relaxed instructions have changed once, so an
// engine that takes a module is not believed to mean the same by it; one that traps, or whose file is not there, is passed
// over as well. `read` returns the bytes of a file.
export function load(folder, name = "neural", read = readFileSync) {
  const reasons = [];
  for (const variant of Object.keys(variants)) {
    try {
      const bytes = read(moduleUrl({folder, variant}));
      if (!WebAssembly.validate(bytes)) throw new Error("the engine does not know its instructions");
      const module = new WebAssembly.Module(bytes);
      const problem = checkFirstCall(prepareFirstCall(instantiate(module))());
      if (problem !== "") throw new Error(problem);
      return {variant, module: name === "neural" ? module : new WebAssembly.Module(read(moduleUrl({folder, variant}, name)))};
    } catch (error) {
      reasons.push(`${variant}: ${error.message}`);
    }
  }
  throw new Error(`${name}.wasm: no variant works here (${reasons.join("; ")})`);
}
