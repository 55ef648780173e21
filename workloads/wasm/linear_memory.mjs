// The linear memory of an instance, grown ahead of its needs: a module by itself grows page by page as malloc asks, and
// every growth detaches the views that JavaScript holds.
//
//   const memory = new LinearMemory(exports, "training");   // 512 pages at once
//   memory.reserve(bytes);                                  // before so many are allocated
//   if (memory.shouldCollect()) net.relieve();              // more than 90 % is live
//
// `exports`: of an instance that exports its memory and live_bytes(), what malloc has given out.

export const pageBytes = 65536;
export const pagesMax = 32768;  // 2 GiB
export const growthFactor = 1.5;
export const profiles = {
  general: {initialPages: 256, collectAbove: 0.8},
  training: {initialPages: 512, collectAbove: 0.9},
  coordination: {initialPages: 128, collectAbove: 0.7},
};

export class LinearMemory {
  #exports;
  #collectAbove;
  growths = 0;

  // Grows to the profile's first pages. A profile that is none is a RangeError, as is a memory that the engine refuses.
  constructor(exports, profile = "general") {
    if (!Object.hasOwn(profiles, profile)) throw new RangeError(`memory profile "${profile}"; want ${Object.keys(profiles).join(", ")}`);
    this.#exports = exports;
    this.#collectAbove = profiles[profile].collectAbove;
    this.#growTo(profiles[profile].initialPages);
  }

  get pages() { return this.#exports.memory.buffer.byteLength / pageBytes; }
  get liveBytes() { return this.#exports.live_bytes(); }

  // Makes sure that `bytes` more can be allocated: by half of what there is, or as much more as that takes. What would
  // exceed 2 GiB is a RangeError and changes nothing.
  reserve(bytes) {
    const wanted = Math.ceil((this.liveBytes + bytes) / pageBytes) + 1;  // malloc's own bookkeeping
    if (wanted > pagesMax) throw new RangeError(`${bytes} bytes more: a module has at most ${pagesMax} pages of 64 KiB`);
    if (wanted > this.pages) this.#growTo(Math.min(pagesMax, Math.max(wanted, Math.floor(this.pages * growthFactor))));
  }

  shouldCollect() { return this.liveBytes > this.#collectAbove * this.pages * pageBytes; }

  #growTo(pages) {
    if (pages <= this.pages) return;
    this.#exports.memory.grow(pages - this.pages);
    this.growths += 1;
  }
}
