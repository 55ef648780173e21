#!/usr/bin/env python3
"""How often `swarmperf trend` alarms on a project's own noise: its histories, redrawn so that nothing changes in them.

Each series is one history's residuals around a running median, drawn anew in blocks of 8 points. Ends with 1 where more
than --limit of the series show a step.
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from noise import ROOT, noises, redraw
from scipy.stats import beta

TOOL = ROOT / "build/release/swarmperf"
CLASSES = ["step", "drift", "spike", "variance"]
LEVEL = 1000.0  # of the series, in any unit


def interval(hits: int, of: int) -> tuple[float, float]:
    """The exact 95 % interval of a share (Clopper and Pearson 1934)."""
    return (float(beta.ppf(0.025, hits, of - hits + 1)) if hits else 0.0,
            float(beta.ppf(0.975, hits + 1, of - hits)) if hits < of else 1.0)


def told(series: np.ndarray) -> list[dict[str, list]]:
    """What `swarmperf trend` finds in each row of log values: lists of places by class."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "series.json"
        file.write_text(json.dumps([{"name": f"{i:06}", "values": list(LEVEL * np.exp(row))} for i, row in enumerate(series)]))
        done = subprocess.run([TOOL, "trend", "--input", file, "--json", "--classes"], text=True, capture_output=True,
                              check=False)
    if done.returncode != 0:
        raise SystemExit(f"swarmperf trend ended with {done.returncode}: {done.stderr}")
    classes = json.loads(done.stdout)["classes"]
    return [classes[name] for name in sorted(classes)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("histories", type=Path, nargs="+", help="files of series, folders of such, or stores (.db)")
    parser.add_argument("--count", type=int, default=2000, help="of series for each length")
    parser.add_argument("--lengths", type=int, nargs="+", default=[60, 100, 150, 250], help="in points")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=0.01, help="share of series that may show a step")
    options = parser.parse_args()
    noise = noises(options.histories)
    names = sorted(noise)
    random = np.random.default_rng(options.seed)
    hits, total = dict.fromkeys([*CLASSES, "step or drift"], 0), 0
    print(f"{len(noise)} histories\n\n| points | series | {' | '.join(hits)} |\n|--:|--:|{'--:|' * len(hits)}")
    for points in options.lengths:
        rows = np.concatenate([redraw(noise[names[i]], points, 1, random) for i in random.integers(len(names), size=options.count)])
        found = told(rows)
        here = {kind: sum(bool(one[kind]) for one in found) for kind in CLASSES}
        here["step or drift"] = sum(bool(one["step"] or one["drift"]) for one in found)
        total += len(found)
        hits = {kind: hits[kind] + here[kind] for kind in hits}
        print(f"| {points} | {len(found)} | {' | '.join(f'{100 * n / len(found):.2f} %' for n in here.values())} |")
    print(f"| all | {total} | {' | '.join(f'{100 * n / total:.2f} %' for n in hits.values())} |\n")
    lo, hi = interval(hits["step"], total)
    print(f"series with a step: {hits['step']} of {total}, 95 % interval {100 * lo:.2f} .. {100 * hi:.2f} %, "
          f"limit {100 * options.limit:g} %")
    return int(hits["step"] > options.limit * total)


if __name__ == "__main__":
    sys.exit(main())
