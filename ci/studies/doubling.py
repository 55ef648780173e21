#!/usr/bin/env python3
"""Asks of every benchmark of a suite whether twice the operations take twice the time: one whose work is skipped, hoisted
out of the loop or remembered from the last operation does not."""
import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from study import ROOT, keep, read

SUITES = {"native": f"{ROOT}/build/release/suite",
          "node": f"node --single-threaded --no-liftoff {ROOT}/build/wasm/suite.mjs"}
BATCH_S = 0.005
BATCHES = 5
LIMIT = 0.2


def ask(suite: str, *arguments: str) -> dict:
    """What the suite writes; {} where it fails."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        done = subprocess.run([*suite.split(), *arguments, f"--benchmark_out={out.name}", "--benchmark_out_format=json"],
                              capture_output=True, text=True)
        return json.loads(Path(out.name).read_text()) if done.returncode == 0 else {}


def seconds(suite: str, benchmark: dict, iterations: int) -> float:
    """The time of one operation: the median of the batches, on the benchmark's clock."""
    name = "".join(f"\\{c}" if c in "\\^$.|?*+()[]{}" else c for c in benchmark["name"])
    said = ask(suite, f"--benchmark_filter=^({name})$", f"--iterations={iterations}", f"--batches={BATCHES}")
    if not said or any(entry.get("error_occurred") for entry in said["benchmarks"]):
        raise SystemExit(f"{benchmark['name']} failed with {iterations} operations a batch; run it alone: {suite}")
    scale = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
    clock = "real_time" if benchmark.get("clock") == "wall" else "cpu_time"
    return statistics.median(entry[clock] * scale[entry["time_unit"]] for entry in said["benchmarks"])


def doubled(suite: str, benchmark: dict, count: int, rounds: int) -> float:
    """How many times longer than `count` operations twice as many take."""
    once, twice = [], []
    for _ in range(rounds):
        once.append(count * seconds(suite, benchmark, count))
        twice.append(2 * count * seconds(suite, benchmark, 2 * count))
    return statistics.median(twice) / statistics.median(once)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--suites", nargs="+", choices=SUITES, default=list(SUITES))
    parser.add_argument("--rounds", type=int, default=3, help="launches of each kind; their median counts")
    parser.add_argument("--longest", type=float, default=1.0, help="seconds; operations that take longer are left out")
    parser.add_argument("--out", type=Path, required=True, help="file of JSON lines; what it holds is not run again")
    options = parser.parse_args()
    known = {(run["suite"], run["benchmark"]) for run in read(options)}
    for kind in options.suites:
        if not Path(SUITES[kind].split()[-1]).exists():
            raise SystemExit(f"{SUITES[kind]} is not built; run scripts/build all")
        declared = json.loads(ask(SUITES[kind], "--benchmark_list_tests=true")["context"]["swarmperf"])
        for benchmark in declared["benchmarks"]:
            if (kind, benchmark["name"]) in known or any(m.get("primary") for m in benchmark.get("metrics", [])):
                continue
            alone_s = seconds(SUITES[kind], benchmark, 1)
            count = max(1, round(BATCH_S / alone_s))
            ratio = doubled(SUITES[kind], benchmark, count, options.rounds) if alone_s < options.longest else None
            keep(options, suite=kind, benchmark=benchmark["name"], operations=count, ratio=ratio)
    runs = read(options)
    late = [run for run in runs if run["ratio"] is None]
    off = [run for run in runs if run["ratio"] and abs(run["ratio"] / 2 - 1) > LIMIT]
    print(f"\n{len(runs) - len(late)} benchmarks, {len(late)} longer than {options.longest:g} s left out; "
          f"twice the operations take 1.6 to 2.4 times as long in all but {len(off)}")
    for run in off:
        print(f"| {run['suite']} | {run['benchmark']} | {run['operations']} | {run['ratio']:.2f} |")
    return int(bool(off))


if __name__ == "__main__":
    sys.exit(main())
