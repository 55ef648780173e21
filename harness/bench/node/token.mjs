// The token of lockstep (docs/suite-protocol.md): two suites take turns, a batch each. One byte on a pipe is the turn.
import fs from "node:fs";

const nobody = {wait() {}, pass() {}};

// `ends` is [in, out], two file descriptors, or absent: then nothing waits.
export function tokenOf(ends) {
  if (!ends) return nobody;
  const [inFd, outFd] = ends;
  const byte = Buffer.alloc(1);
  return {
    // End of file means that the other side has ended: there is no one to wait for.
    wait() { fs.readSync(inFd, byte, 0, 1, null); },
    pass() {
      try {
        fs.writeSync(outFd, byte);
      } catch (error) {
        if (error.code !== "EPIPE") throw error;
      }
    },
  };
}
