// The few system calls that a standalone module makes: text on stderr, a clock, the end of the program. Whatever else
// it imports traps by name when called, so that a module which needs more is found at once and not by a wrong figure.
// A browser has no stderr and no hrtime: there it is the console and the page's clock.
const node = globalThis.process?.stderr;
const nowNs = node ? process.hrtime.bigint : () => BigInt(Math.round(performance.now() * 1e6));
const tell = node ? (text) => node.write(text) : (text) => console.error(text.trimEnd());

export class ProgramEnded extends Error {}

// Returns the imports for `module`; memory() gives its memory once it is instantiated.
export function importsFor(module, memory) {
  const view = () => new DataView(memory().buffer);
  const known = {
    "env.emscripten_notify_memory_growth": () => {},
    "wasi_snapshot_preview1.proc_exit": (code) => { throw new ProgramEnded(`the program ended itself with code ${code}`); },
    // An empty environment: what runs is chosen by arguments, and recorded.
    "wasi_snapshot_preview1.environ_sizes_get": (count, size) => {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return 0;
    },
    "wasi_snapshot_preview1.environ_get": () => 0,
    "wasi_snapshot_preview1.clock_time_get": (clock, precision, out) => {
      const now = clock === 0 ? BigInt(Date.now()) * 1000000n : nowNs();
      view().setBigUint64(out, now, true);
      return 0;
    },
    "wasi_snapshot_preview1.fd_write": (fd, vectors, count, out) => {
      const decoder = new TextDecoder();
      let text = "", written = 0;
      for (let i = 0; i < count; ++i) {
        const address = view().getUint32(vectors + 8 * i, true);
        const length = view().getUint32(vectors + 8 * i + 4, true);
        text += decoder.decode(new Uint8Array(memory().buffer, address, length), {stream: true});
        written += length;
      }
      if (text !== "") tell(text);
      view().setUint32(out, written, true);
      return 0;
    },
    "wasi_snapshot_preview1.fd_close": () => 0,
    "wasi_snapshot_preview1.fd_seek": () => 70,  // ESPIPE: the only files are streams
  };
  const imports = {};
  for (const {module: space, name} of WebAssembly.Module.imports(module)) {
    const full = `${space}.${name}`;
    (imports[space] ??= {})[name] = known[full] ?? (() => { throw new Error(`${full} is not available here`); });
  }
  return imports;
}
