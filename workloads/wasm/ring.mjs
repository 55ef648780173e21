// Messages from one thread to another through shared memory: one writes, one reads, and neither ever waits for the other.
//
//   const ring = new Ring(Ring.allocate({slots: 64, bytesMax: 1024}));   // the same SharedArrayBuffer on both sides
//   ring.push(bytes);                                                    // false while it is full
//   ring.pop();                                                          // a copy, or null while it is empty
//   ring.wait(100);                                                      // sleeps until something comes, at most 100 ms
//
// What is pushed is a Uint8Array, or a TypeError: of anything else, set() would make zeros or nothing without a word.
// Two counters that only grow say how many were written and read; a slot is its length and its bytes (L. Lamport,
// "Specifying concurrent program modules", 1983: one writer and one reader need no lock).
import {assertBytes} from "./arrays.mjs";

const [written, read, slotsAt, bytesAt, headWords] = [0, 1, 2, 3, 4];

export class Ring {
  #head;
  #lengths;
  #bytes;
  #slots;
  #bytesMax;

  static allocate({slots, bytesMax}) {
    const whole = (value, most) => Number.isInteger(value) && value >= 1 && value <= most;
    const powerOfTwo = (slots & (slots - 1)) === 0;  // so that counters may wrap round
    if (!whole(slots, 2 ** 16) || !powerOfTwo || !whole(bytesMax, 2 ** 24)) throw new RangeError(`${slots} slots of ${bytesMax} bytes: want a power of two up to 65536, of 1 to 16777216`);
    const buffer = new SharedArrayBuffer(4 * (headWords + slots) + slots * bytesMax);
    new Int32Array(buffer).set([0, 0, slots, bytesMax]);
    return buffer;
  }

  constructor(buffer) {
    this.buffer = buffer;
    this.#head = new Int32Array(buffer, 0, headWords);
    [this.#slots, this.#bytesMax] = [this.#head[slotsAt], this.#head[bytesAt]];
    this.#lengths = new Int32Array(buffer, 4 * headWords, this.#slots);
    this.#bytes = new Uint8Array(buffer, 4 * (headWords + this.#slots));
  }

  get length() { return (Atomics.load(this.#head, written) - Atomics.load(this.#head, read)) | 0; }

  push(bytes) {
    assertBytes(bytes);
    if (bytes.length > this.#bytesMax) throw new RangeError(`${bytes.length} bytes: a slot holds ${this.#bytesMax}`);
    if (this.length === this.#slots) return false;
    const at = Atomics.load(this.#head, written);
    const slot = (at >>> 0) % this.#slots;
    this.#bytes.set(bytes, slot * this.#bytesMax);
    this.#lengths[slot] = bytes.length;
    Atomics.store(this.#head, written, (at + 1) | 0);  // what stands before it is seen by whoever sees this
    Atomics.notify(this.#head, written, 1);
    return true;
  }

  pop() {
    if (this.length === 0) return null;
    const at = Atomics.load(this.#head, read);
    const slot = (at >>> 0) % this.#slots;
    const bytes = this.#bytes.slice(slot * this.#bytesMax, slot * this.#bytesMax + this.#lengths[slot]);
    Atomics.store(this.#head, read, (at + 1) | 0);
    return bytes;
  }

  // False where nothing came in time. Only the reader.
  wait(timeoutMs) {
    const seen = Atomics.load(this.#head, written);
    if (seen === Atomics.load(this.#head, read)) Atomics.wait(this.#head, written, seen, timeoutMs);
    return this.length > 0;
  }
}
