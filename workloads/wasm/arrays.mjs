// What callers in JavaScript hand in, looked at before it is copied: TypedArray.set() takes anything, and makes NaN of a hole,
// zeros of a text and nothing of an object.

const nameOf = (value) => value?.constructor?.name ?? String(value);

// An array or a typed array, or a TypeError.
export function assertArray(values, what) {
  const typed = ArrayBuffer.isView(values) && !(values instanceof DataView);
  if (!typed && !Array.isArray(values)) throw new TypeError(`${what}: ${nameOf(values)} is no array`);
}

// That, and all of it numbers; by index, for methods of arrays pass over holes.
export function assertNumbers(values, what) {
  assertArray(values, what);
  if (!Array.isArray(values)) return;
  for (let i = 0; i < values.length; ++i) {
    if (typeof values[i] !== "number") throw new TypeError(`${what}: ${nameOf(values[i])} at ${i} is no number`);
  }
}

// Throws the RangeError where `fits` is not true of each value.
export function assertEach(values, what, fits, want) {
  assertArray(values, what);
  for (let i = 0; i < values.length; ++i) {
    if (!fits(values[i])) throw new RangeError(`${what}: ${values[i]} at ${i}; want ${want}`);
  }
}

export function assertBytes(value) {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${nameOf(value)} is no Uint8Array`);
}
