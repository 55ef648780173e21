#!/usr/bin/env python3
"""Plants a slowdown in one of 24 cases of a stranger's executable: it must be found, and it alone."""
import subprocess
import sys
import tempfile
from pathlib import Path

from study import ROOT, arguments, call, keep, names, read, runs_left

PLANTED_IN = "mix/4096"
# Aligned as a project would build what it compares; finished executables have one layout each.
BUILD = ["c++", "-O2", "-falign-functions=64", "-falign-loops=32", "-ffunction-sections",
         str(ROOT / "harness/e2e/stranger/bench.cpp"), "-lbenchmark", "-lpthread"]
KINDS = {10: ["--tolerance", "5%"], 2: ["--tolerance", "1%", "--filter", "!alloc/*"]}
SECONDS_MAX = 90


def main() -> int:
    options = arguments(__doc__, 10).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        def build(extra: int) -> str:
            path = str(Path(folder) / f"stranger-{extra}")
            subprocess.run([*BUILD, f"-DEXTRA={extra}", "-o", path], check=True)
            return path
        base = build(0)
        for percent, more in KINDS.items():
            head = build(percent)
            for run in runs_left(options, f"+{percent} %"):
                answer = call(options, Path(folder), "gate", "--base-suite", base, "--head-suite", head, *more,
                              SWARMPERF_DB=str(Path(folder) / f"{percent}-{run}.db"))
                row = next(row for row in answer["results"] if row["benchmark"] == PLANTED_IN)
                keep(options, kind=f"+{percent} %", code=answer["code"], seconds=round(answer["seconds"], 1),
                     seed=answer["session"]["seed"], found=row["verdict"] == "slower", change=row["change"],
                     slower=names(answer, "slower"), faster=names(answer, "faster"), unsure=names(answer, "unsure"),
                     results=len(answer["results"]))
    print("\n| planted in one case | runs | found | it alone | median size | most seconds | unsure of all results |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    bad = False
    for percent in KINDS:
        runs = [run for run in read(options) if run["kind"] == f"+{percent} %"]
        found = sum(run["found"] for run in runs)
        alone = sum(run["slower"] == [PLANTED_IN] for run in runs)
        sizes = sorted(100 * run["change"] for run in runs)
        seconds = max(run["seconds"] for run in runs)
        print(f"| +{percent} % | {len(runs)} | {found} | {alone} | {sizes[len(sizes) // 2]:+.2f} % | {seconds:.0f} "
              f"| {sum(len(run['unsure']) for run in runs)} of {sum(run['results'] for run in runs)} |")
        bad |= alone < len(runs) or seconds > SECONDS_MAX if percent == 10 else found < 0.9 * len(runs)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
