// Loads the runtime's modules. They are reactors that ask the system for nothing: every system call they import is
// answered with "not supported", and a program that ends itself becomes an exception.

const notSupported = 52;  // WASI's ENOSYS

function importsFor(module) {
  const imports = {};
  for (const {module: space, name} of WebAssembly.Module.imports(module)) {
    const end = (code) => { throw new Error(`the module ended itself with code ${code}`); };
    (imports[space] ??= {})[name] = name === "proc_exit" ? end : () => notSupported;
  }
  return imports;
}

// Returns where the build keeps the module with the kernels: an engine without SIMD would reject the vector one.
export function moduleUrl({folder, simd}) {
  return new URL(simd ? "modules/neural.wasm" : "modules/neural_scalar.wasm", folder);
}

// Returns the exports of a new, initialised instance.
export function instantiate(module) {
  const {exports} = new WebAssembly.Instance(module, importsFor(module));
  exports._initialize();
  return exports;
}
