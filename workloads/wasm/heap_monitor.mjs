// Watches how full the JavaScript heap is, and has memory given back where it is too full.
//
//   const monitor = nodeMonitor([() => net.relieve()]);      // every 5 s; above 85 %
//   const monitor = browserMonitor([() => net.relieve()]);   // above 80 %; null where the browser does not tell (all but Chromium)
//   monitor.start(); ... monitor.stop();
//
// Under Node all of `release` is called, and then the collector if the program has one to call (--expose-gc). A browser
// has none: there one of them is called at a time, the next where that was not enough.

// What Node is started with for programs of large heaps. --max-new-space-size of older versions is refused by Node 20.
export const heapFlags = ["--max-old-space-size=4096", "--max-semi-space-size=128"];

export class HeapMonitor {
  #options;
  #timer = null;
  looks = 0;
  collections = 0;
  spentMs = 0;

  // `read` returns {used, total} in bytes, `collect` gives memory back, above this share, looked at so often.
  constructor({read, collect, above, everyMs}) { this.#options = {read, collect, above, everyMs}; }

  // Looks once; returns the share in use before anything was given back.
  look() {
    const start = performance.now();
    const {used, total} = this.#options.read();
    this.looks += 1;
    if (used > this.#options.above * total) {
      this.collections += 1;
      this.#options.collect();
    }
    this.spentMs += performance.now() - start;
    return used / total;
  }

  // It keeps no program alive.
  start() {
    this.#timer ??= setInterval(() => this.look(), this.#options.everyMs);
    this.#timer.unref?.();
  }
  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

export function nodeMonitor(release = [], {read = () => process.memoryUsage(), gc = globalThis.gc, everyMs = 5000} = {}) {
  return new HeapMonitor({
    read: () => { const {heapUsed, heapTotal} = read(); return {used: heapUsed, total: heapTotal}; },
    collect() { release.forEach((give) => give()); gc?.(); },
    above: 0.85,
    everyMs,
  });
}

export function browserMonitor(release = [], {performance: source = globalThis.performance, everyMs = 5000} = {}) {
  if (!source?.memory) return null;
  let next = 0;
  return new HeapMonitor({
    read: () => ({used: source.memory.usedJSHeapSize, total: source.memory.totalJSHeapSize}),
    collect() { if (release.length > 0) release[next++ % release.length](); },
    above: 0.8,
    everyMs,
  });
}

export const isMobile = (navigator) => navigator?.userAgentData?.mobile ?? /\bMobi|Android/i.test(navigator?.userAgent ?? "");

// Batches and buffers for the device: halved on a mobile one, but no batch below 8 and no buffer below 512.
export function sizesFor(navigator, {batch, buffer}) {
  if (!isMobile(navigator)) return {batch, buffer};
  return {batch: Math.max(8, batch >> 1), buffer: Math.max(512, buffer >> 1)};
}
