#!/usr/bin/env python3
"""What `swarmperf trend` finds where the truth is known: real histories' noise, redrawn, with steps, spikes and drifts put in.

Prints, for every second history and for the others, how many series of each kind alarm, how many steps are found within
5 points (and of those that stand out by 5 standard errors), and what drifts are taken for. The kinds come in the shares
of a published set: A/A 31 %, one step 39 % (a fifth of them with spikes), two 16 %, spikes alone 8 %, drifts 5 %.
"""
import argparse
import sys
from pathlib import Path

import numpy as np
from noise import noises, redraw, spread
from trend_alarms import interval, told

KINDS = {"aa": 74, "step": 78, "two steps": 39, "spikes": 20, "step and spikes": 17, "drift": 12}
EFFECTS = 0.02, 0.03, 0.05, 0.1, 0.2
LESS = 0.4             # of the effects up to 10 %: faster instead of slower
RISES = 0.02, 0.07     # of a drift over its series
SPIKES = 0.2, 0.8
NEAR = 5               # points within which a step counts as found
END = 10               # points without a step at either end, and between two
PLAIN = 5              # standard errors from which a step is detectable


def places(points: int, count: int, random: np.random.Generator) -> list[int]:
    while True:
        at = sorted(int(i) for i in random.integers(END, points - END + 1, size=count))
        if all(b - a >= END for a, b in zip(at, at[1:])):
            return at


def effect(random: np.random.Generator) -> float:
    size = random.choice(EFFECTS)
    return float(np.log1p(-size if size < EFFECTS[-1] and random.random() < LESS else size))


def case(kind: str, noise: np.ndarray, points: int, random: np.random.Generator) -> tuple[np.ndarray, list[tuple[int, bool]]]:
    """Returns a series of logarithms and its steps: where, and whether it is detectable."""
    row = redraw(noise, points, 1, random)[0]
    steps = []
    if "step" in kind:
        at = places(points, 2 if kind == "two steps" else 1, random)
        for before, here, after in zip([0, *at], at, [*at[1:], points]):
            change = effect(random)
            row[here:] += change
            error = spread(noise) * np.sqrt(1 / (here - before) + 1 / (after - here))
            steps.append((here, bool(abs(change) >= PLAIN * error)))
    if kind == "drift":
        row += np.log1p(random.uniform(*RISES)) * np.arange(points) / (points - 1)
    if "spikes" in kind:
        for at in random.integers(points, size=random.integers(1, 5)):
            row[at] += np.log1p(random.uniform(*SPIKES))
    return row, steps


def near(steps: list[tuple[int, bool]], found: list[int]) -> list[bool]:
    """Which steps have a detection within NEAR, each of which serves once, the nearest first."""
    left, hits = list(found), []
    for at, _ in steps:
        best = min(left, key=lambda one: abs(one - at), default=None)
        hits.append(best is not None and abs(best - at) <= NEAR)
        if hits[-1]:
            left.remove(best)
    return hits


def share(hits: int, of: int) -> str:
    lo, hi = interval(hits, of)
    return f"{100 * hits / of:.2f} % ({100 * lo:.2f}..{100 * hi:.2f})"


def score(noise: dict[str, np.ndarray], options: argparse.Namespace, seed: int) -> dict[str, str]:
    random = np.random.default_rng(seed)
    names, kinds, weights = sorted(noise), list(KINDS), np.array(list(KINDS.values())) / sum(KINDS.values())
    drawn = ["aa"] * options.unchanged + ["drift"] * options.drifts + list(random.choice(kinds, p=weights, size=options.mixed))
    made = [case(kind, noise[names[random.integers(len(names))]], int(random.choice(options.lengths)), random) for kind in drawn]
    found = told(np.array([row for row, _ in made], dtype=object))
    unchanged, drifts, mixed = (slice(0, options.unchanged), slice(options.unchanged, options.unchanged + options.drifts),
                                slice(options.unchanged + options.drifts, None))
    hits, plain, right, said, spiked = [], [], 0, 0, []
    for kind, (_, steps), one in zip(drawn[mixed], made[mixed], found[mixed]):
        good = near(steps, one["step"])
        hits += good
        plain += [hit for hit, (_, detectable) in zip(good, steps) if detectable]
        right, said = right + sum(good), said + len(one["step"])
        if kind == "spikes":
            spiked.append(bool(one["step"]))
    precision, recall = right / max(said, 1), sum(hits) / len(hits)
    quiet, slow = found[unchanged], found[drifts]
    return {
        "unchanged series that alarm by a step": share(sum(bool(one["step"]) for one in quiet), len(quiet)),
        "by a drift": share(sum(bool(one["drift"]) for one in quiet), len(quiet)),
        "by either": share(sum(bool(one["step"] or one["drift"]) for one in quiet), len(quiet)),
        "unchanged series with spikes that alarm by a step": share(sum(spiked), len(spiked)),
        "event F1": f"{2 * precision * recall / (precision + recall):.3f}",
        "detectable steps found": share(sum(plain), len(plain)),
        "drifts that are not told as steps": share(sum(not one["step"] for one in slow), len(slow)),
        "drifts that are told as drifts": share(sum(bool(one["drift"]) for one in slow), len(slow)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("histories", type=Path, nargs="+", help="files of series, folders of such, or stores (.db)")
    parser.add_argument("--unchanged", type=int, default=20000, help="series in which nothing changes, of each half")
    parser.add_argument("--drifts", type=int, default=6000)
    parser.add_argument("--mixed", type=int, default=30000, help="series of all kinds")
    parser.add_argument("--lengths", type=int, nargs="+", default=[60, 100, 150, 250], help="in points")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    noise = noises(options.histories)
    halves = [{name: noise[name] for name in sorted(noise)[first::2]} for first in (0, 1)]
    rows = [score(half, options, options.seed + i) for i, half in enumerate(halves)]
    print(f"{len(noise)} histories, seed {options.seed}\n\n| | every second history | the others |\n|---|--:|--:|")
    for name in rows[0]:
        print(f"| {name} | {rows[0][name]} | {rows[1][name]} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
