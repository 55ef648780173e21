// Waits until whoever measures by the wall has a core to itself. A browser that has opened a tab works for another second
// and a half in its other processes; on one core that doubled what a page measured.
const windows = 3;      // in a row
const lostMax = 0.02;   // of a window
const windowsMax = 100;

// Looks with `lostShare`, which returns (a promise of) the share of a window in which others had the core. Returns
// whether rest came.
export async function untilAtRest(lostShare) {
  for (let looked = 0, calm = 0; looked < windowsMax; ++looked) {
    calm = await lostShare() <= lostMax ? calm + 1 : 0;
    if (calm === windows) return true;
  }
  return false;
}

// The share of `windowMs` that passed in gaps, longer than the clock's step, between two looks at it. Runs in a page.
export function lostShare(windowMs) {
  const gapMs = 0.05, start = performance.now();
  let last = start, lost = 0;
  while (last - start < windowMs) {
    const now = performance.now();
    if (now - last > gapMs) lost += now - last;
    last = now;
  }
  return lost / (last - start);
}
