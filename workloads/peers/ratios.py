#!/usr/bin/env python3
"""Prints how many times faster the runtime is than each peer of this machine, measured as twins, beside the target.

usage: ratios.py [--build build/release] [--budget 60s] [--db FILE] [NAME...]
A NAME restricts it to peers or to benchmarks that contain it. Per peer one `swarmperf ab` sets the peer (base) against
the suite (head) over the benchmarks of targets.tsv; a target is met when the whole interval is at or beyond it.
Exit code: 0 all met, 1 one is missed, 3 one could not be measured."""
import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def targets(text: str) -> list[tuple[str, str, float]]:
    """(benchmark, peer, ratio) of each line that is not a comment."""
    rows = [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(benchmark, peer, float(ratio)) for benchmark, peer, ratio in rows]


def verdict(lo: float, hi: float, target: float) -> str:
    """Whether an interval of the ratio reaches the target."""
    return "met" if lo >= target else "missed" if hi < target else "undecided"


def measure(build: Path, peer: str, names: list[str], budget: str, db: str | None) -> tuple[dict, str]:
    """The results of one `swarmperf ab` by benchmark, and what went wrong where nothing came out."""
    suite = build / "suite"
    base = f"{suite if peer == 'naive' else build / f'peer_{peer}'} --impl={peer}"
    command = [str(build / "swarmperf"), "ab", "--json", "--quiet", "--budget", budget,
               "--base-suite", base, "--head-suite", f"{suite} --impl=own"]
    for name in names:
        command += ["--filter", f"re:^{name}$"]
    if db:
        command += ["--db", db]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        results = json.loads(done.stdout)["results"]
    except (ValueError, KeyError):
        return {}, (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    return {r["benchmark"]: r for r in results if r.get("ratio") and r.get("lo") and r.get("hi")}, ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--build", type=Path, default=HERE.parent.parent / "build/release")
    parser.add_argument("--budget", default="60s")
    parser.add_argument("--db")
    options = parser.parse_args()
    rows = [row for row in targets((HERE / "targets.tsv").read_text())
            if not options.names or any(name == row[1] or name in row[0] for name in options.names)]
    if not rows:
        parser.error("no target matches " + " ".join(options.names))
    print(f"{'benchmark':45} {'peer':9} {'ratio':>6}   {'95 % interval':15} {'target':>6}")
    said = set()
    for peer in dict.fromkeys(peer for _, peer, _ in rows):
        wanted = [(benchmark, target) for benchmark, p, target in rows if p == peer]
        found, problem = measure(options.build, peer, [benchmark for benchmark, _ in wanted], options.budget, options.db)
        for benchmark, target in wanted:
            if benchmark not in found:
                said.add("unmeasured")
                print(f"{benchmark:45} {peer:9} not measured{': ' + problem if problem else ''}")
                continue
            r = found[benchmark]
            lo, hi = 1 / r["hi"], 1 / r["lo"]
            said.add(verdict(lo, hi, target))
            print(f"{benchmark:45} {peer:9} {1 / r['ratio']:6.3f}   {lo:6.3f}..{hi:<6.3f}  {target:6.2f} {verdict(lo, hi, target)}")
    return 1 if "missed" in said else 3 if said & {"unmeasured", "undecided"} else 0


if __name__ == "__main__":
    sys.exit(main())
