#!/usr/bin/env python3
"""How many slow drifts can be told from nothing at all, beside how many `swarmperf trend` tells.

A case is one history's noise, a length and a straight rise of 2 to 7 % over it. The bound is the likelihood-ratio test
of Neyman and Pearson (1933), which no other test of these two hypotheses beats: it is told the shape and the size of the
drift and the density of the noise, and its alarm rate is set on redrawn noise of the very history. Only the level is
unknown to it. Beside it stands the same test where the density has to be learnt from the series that is judged, as any
method has to that meets a series for the first time. Neither needs to tell a drift from a step.

Points are taken as independent given the density, so a test that also knew how neighbours depend could do a little
better; the density is smoothed, since with it unsmoothed the redrawn values themselves would be recognised.
"""
import argparse
import sys
from pathlib import Path

import numpy as np
from noise import noises, redraw, spread
from trend_alarms import interval, told

CELLS = 2048        # of the grid that densities and levels stand on
OUTLIERS = 0.05     # of the density, spread evenly
RISES = 0.02, 0.07
NULLS, DRIFTS = 1000, 100  # redrawn series for each case


class Law:
    """Densities on a grid that is wide enough for the noise, smoothed with a width for `points` values."""

    def __init__(self, noise: np.ndarray):
        reach = max(10 * spread(noise), 2 * np.abs(np.quantile(noise, [0.005, 0.995])).max() + 0.1)
        self.step = 2 * reach / CELLS
        self.spread = spread(noise)
        self.known = np.log(self.densities(noise[None]))[0]

    def counts(self, rows: np.ndarray) -> np.ndarray:
        cells = np.clip(np.round(rows / self.step).astype(int) + CELLS // 2, 0, CELLS - 1)
        found = np.zeros((len(rows), CELLS))
        np.add.at(found, (np.arange(len(rows))[:, None], cells), 1)
        return found

    def densities(self, rows: np.ndarray) -> np.ndarray:
        width = max(0.9 * self.spread * rows.shape[1] ** -0.2, self.step)  # Silverman 1986
        kernel = np.exp(-0.5 * ((np.arange(CELLS) - CELLS // 2) * self.step / width) ** 2)
        smooth = np.fft.irfft(np.fft.rfft(self.counts(rows)) * np.fft.rfft(np.fft.ifftshift(kernel / kernel.sum())), CELLS)
        return (1 - OUTLIERS) * np.maximum(smooth, 0) / rows.shape[1] + OUTLIERS / CELLS

    def by_known(self, rows: np.ndarray) -> np.ndarray:
        """Log likelihood under the noise's own density at the best level."""
        wide = 2 * CELLS
        at = np.fft.irfft(np.fft.rfft(self.counts(rows), wide) * np.conj(np.fft.rfft(self.known, wide)), wide)
        return np.concatenate([at[:, :CELLS // 4], at[:, -CELLS // 4:]], axis=1).max(axis=1)

    def by_learnt(self, rows: np.ndarray) -> np.ndarray:
        """Log likelihood of each row under the density that is learnt from it."""
        return (self.counts(rows) * np.log(self.densities(rows))).sum(axis=1)


def found(likelihood, nothing: np.ndarray, drifting: np.ndarray, line: np.ndarray, alarm: list[float]) -> list[float]:
    """Shares of drifting rows whose likelihood ratio exceeds what the share `alarm` of the others reaches."""
    ratio = likelihood(nothing - line) - likelihood(nothing)
    gained = likelihood(drifting - line) - likelihood(drifting)
    return [float(np.mean(gained > np.quantile(ratio, 1 - share))) for share in alarm]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("histories", type=Path, nargs="+", help="files of series, folders of such, or stores (.db)")
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--lengths", type=int, nargs="+", default=[60, 100, 150, 250], help="in points")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    noise = noises(options.histories)
    names = sorted(noise)
    random = np.random.default_rng(options.seed)
    known, learnt, ours, nulls = [], [], [], []
    alarms = [0.01, 0.003]
    for _ in range(options.cases):
        name, points = names[random.integers(len(names))], int(random.choice(options.lengths))
        line = np.log1p(random.uniform(*RISES)) * (np.arange(points) / (points - 1) - 0.5)
        nothing = redraw(noise[name], points, NULLS, random)
        drifting = redraw(noise[name], points, DRIFTS, random) + line
        law = Law(noise[name])
        known.append(found(law.by_known, nothing, drifting, line, alarms))
        learnt.append(found(law.by_learnt, nothing, drifting, line, alarms))
        said = told(np.concatenate([drifting, nothing[:DRIFTS]]))
        ours.append(np.mean([[bool(one["drift"]), not one["step"]] for one in said[:DRIFTS]], axis=0))
        nulls.append(np.mean([bool(one["drift"]) for one in said[DRIFTS:]]))
    print(f"{len(names)} histories, {options.cases} cases of {DRIFTS} drifts, seed {options.seed}\n")
    print("| drifts of 2 to 7 % that are told, at an alarm rate of | " + " | ".join(f"{100 * a:g} %" for a in alarms) + " |\n|---|--:|--:|")
    for title, rows in (("knows shape, size and the noise's density: the bound", known),
                        ("knows shape and size, learns the density from the series", learnt)):
        print(f"| {title} | " + " | ".join(f"{100 * share:.1f} %" for share in np.mean(rows, axis=0)) + " |")
    alarmed = int(round(DRIFTS * sum(nulls)))
    lo, hi = interval(alarmed, DRIFTS * options.cases)
    print(f"\nswarmperf trend: {100 * np.mean(ours, axis=0)[0]:.1f} % told as drifts, {100 * np.mean(ours, axis=0)[1]:.1f} % "
          f"not told as steps; {100 * np.mean(nulls):.2f} % of unchanged series alarm as drifts ({100 * lo:.2f} .. {100 * hi:.2f} %)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
