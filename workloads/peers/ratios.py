#!/usr/bin/env python3
"""Prints how many times faster the runtime is than each peer of this machine, measured as twins, beside the target.

usage: ratios.py [--node] [--build build] [--seconds 8] [--db FILE] [NAME...]
A NAME restricts it to peers or to benchmarks that contain it. Per peer one `swarmperf ab` sets the peer (base) against
the suite (head) over the benchmarks of targets.tsv; a target is met when the whole interval is at or beyond it, and a
target of 0 asks for the ratio alone. --node does so for the WebAssembly suite under Node, by node/targets.tsv; its peers
`scalar` and `relaxed` are the suite's other lanes.
Exit code: 0 all met, 1 one is missed, 3 one could not be measured."""
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
from scripts.eaters import eaters  # noqa: E402

NODE = "node --single-threaded --no-liftoff --experimental-wasm-relaxed-simd"

OURS = "naive", "general", "fma_peak", "one_thread", "read_limit", "copy_limit"  # implementations of the suite itself
TAKEN = "/core_taken"  # such a peer is measured while another process has the last core


def targets(text: str) -> list[tuple[str, str, float]]:
    """(benchmark, peer, ratio) of each line that is not a comment."""
    rows = [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(benchmark, peer, float(ratio)) for benchmark, peer, ratio in rows]


def verdict(lo: float, hi: float, target: float) -> str:
    """Whether an interval of the ratio reaches the target; "" where none is set."""
    return "" if target == 0 else "met" if lo >= target else "missed" if hi < target else "undecided"


def native(build: Path, peer: str) -> tuple[str, str]:
    """The commands of a peer and of ours."""
    suite, impl = build / "release/suite", peer.removesuffix(TAKEN)
    return f"{suite if impl in OURS else build / f'release/peer_{impl}'} --impl={impl}", f"{suite} --impl=own"


def node(build: Path, peer: str) -> tuple[str, str]:
    """The same under Node, ours on the SIMD lane; all go by one lane's name, or ab would not set one against the other."""
    suite, simd = f"{NODE} {build / 'wasm/suite.mjs'}", "--variant=simd --as=node"
    if peer in ("scalar", "relaxed"):
        base = f"{suite} --variant={peer} --as=node --impl=own"
    elif peer in ("naive", "general"):
        base = f"{suite} {simd} --impl={peer}"
    else:
        base = f"{NODE} {HERE}/node/suite.mjs --as=node --impl={peer}"
    return base, f"{suite} {simd} --impl=own"


def measure(build: Path, commands: tuple[str, str], names: list[str], seconds: float, extra: list[str]) -> tuple[dict, str]:
    """The results of one `swarmperf ab` by benchmark, and what went wrong where nothing came out."""
    command = [str(build / "release/swarmperf"), "ab", "--json", "--quiet", "--budget", f"{seconds * len(names):g}s",
               *extra, "--base-suite", commands[0], "--head-suite", commands[1]]
    for name in names:
        command += ["--filter", f"re:^{name}$"]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        results = json.loads(done.stdout)["results"]
    except (ValueError, KeyError):
        return {}, (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    return {r["benchmark"]: r for r in results}, ""


def about(command: str) -> str:
    """What a peer's suite says of itself: version, chosen core, threads."""
    out = Path("/dev/stdout")
    done = subprocess.run([*command.split(), "--benchmark_list_tests=true", f"--benchmark_out={out}"], capture_output=True, text=True)
    start = done.stdout.find("{")
    try:
        context = json.JSONDecoder().raw_decode(done.stdout, start)[0]["context"]
        return json.loads(context["swarmperf"]).get("about", "")
    except (ValueError, KeyError):
        return (done.stderr.strip().splitlines() or [""])[-1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--node", action="store_true")
    parser.add_argument("--build", type=Path, default=HERE.parent.parent / "build")
    parser.add_argument("--seconds", type=float, default=8, help="for each benchmark")
    parser.add_argument("--db")
    options = parser.parse_args()
    # Libraries under Node start at different speeds, so twins would hardly meet; batches in turn do.
    extra = (["--pairing", "lockstep"] if options.node else []) + (["--db", options.db] if options.db else [])
    table = HERE / ("node/targets.tsv" if options.node else "targets.tsv")
    rows = [row for row in targets(table.read_text())
            if not options.names or any(name == row[1] or name in row[0] for name in options.names)]
    if not rows:
        parser.error("no target matches " + " ".join(options.names))
    print(f"{'benchmark':45} {'peer':21} {'ratio':>6}   {'95 % interval':15} {'target':>6}")
    said = set()
    for peer in dict.fromkeys(peer for _, peer, _ in rows):
        wanted = [(benchmark, target) for benchmark, p, target in rows if p == peer]
        commands = (node if options.node else native)(options.build, peer)
        if said_of_peer := about(commands[0]):
            print(f"# {peer}: {said_of_peer}")
        with eaters([max(os.sched_getaffinity(0))] if peer.endswith(TAKEN) else []):
            found, problem = measure(options.build, commands, [benchmark for benchmark, _ in wanted], options.seconds, extra)
        for benchmark, target in wanted:
            r = found.get(benchmark, {})
            if not (r.get("ratio") and r.get("lo") and r.get("hi")):
                said.add("unmeasured")
                why = problem or r.get("note", "")
                print(f"{benchmark:45} {peer:21} not measured{': ' + why if why else ''}")
                continue
            lo, hi = 1 / r["hi"], 1 / r["lo"]
            said.add(verdict(lo, hi, target))
            print(f"{benchmark:45} {peer:21} {1 / r['ratio']:6.3f}   {lo:6.3f}..{hi:<6.3f}  {target or '':>6} "
                  f"{verdict(lo, hi, target)}", flush=True)
    return 1 if "missed" in said else 3 if said & {"unmeasured", "undecided"} else 0


if __name__ == "__main__":
    sys.exit(main())
