// Room in a module's memory for a caller in JavaScript. malloc() takes 32 bits: a count beyond them would wrap round to a
// small block, and what is written behind it fall into what others hold.
//
//   const at = allocate(exports, 4 * n);   // the address; a RangeError where the module has no room for so many bytes

// Of 2 GiB that a module's memory may grow to (CMakeLists.txt), 16 MiB are its own: 4 that it starts with, and what products
// of matrices pack, at most 7.
export const bytesMax = 2 ** 31 - 2 ** 24;

export function allocate(exports, bytes) {
  // >>> 0: a module returns addresses as signed numbers.
  const at = bytes <= bytesMax ? exports.malloc(bytes) >>> 0 : 0;
  if (at === 0) throw new RangeError(`the module has no ${bytes} bytes left`);
  return at;
}

// What a matrix of k x n takes when it is packed, whose rows are then whole tiles (GemmBlock::padding in kernels/gemm.h).
const padding = 64;
export const packedBytes = (k, n) => 4 * k * padding * Math.ceil(n / padding);
