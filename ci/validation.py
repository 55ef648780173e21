#!/usr/bin/env python3
"""One verdict over everything that validates this tree, with what to do where it is not well:

    python3 ci/validation.py [--db FILE] [--soak SECONDS] [--skip tests]

tests          every runner, side by side (scripts/run_tests.py): correctness needs no quiet machine
compatibility  the kernels' benchmarks in every lane of every suite, one launch each: each checks its result first
stress         agents under load of which twenty a second are killed, for --soak seconds
regressions    what got slower in the store's history and still is
grade          the scorecard of the newest measurements

What is timed runs alone, one after the other. Exit 1 where a step fails; the grade is shown and decides nothing.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOL = ROOT / "build/release/swarmperf"
SUITE = ROOT / "build/release/suite"
LANES = "native/avx512,native/avx2,native/sse4,native/scalar,node/simd,node/scalar"
SOAK_RATE = 5  # operations of scalability/soak a second
LEFT = 49  # of its 50 agents, when one has just been killed


@dataclass
class Step:
    name: str
    well: bool
    said: str
    advice: list[str] = field(default_factory=list)


def run(*command) -> subprocess.CompletedProcess:
    return subprocess.run([str(word) for word in command], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def last_line(done: subprocess.CompletedProcess) -> str:
    lines = (done.stdout.strip() or done.stderr.strip()).splitlines()
    return lines[-1] if lines else f"it said nothing and ended with {done.returncode}"


def tests(_options) -> Step:
    found = run("scripts/find_python")  # the one that runs this may lack what the tests need
    if found.returncode != 0:
        return Step("tests", False, last_line(found))
    done = run(found.stdout.strip(), "scripts/run_tests.py")
    return Step("tests", done.returncode == 0, last_line(done), [] if done.returncode == 0 else ["scripts/run_tests.py names what failed"])


def lanes_here(listed: str) -> str:
    """The lanes that the message of a wrong lane names: those that this machine has."""
    found = re.search(r"there are (.*)$", listed.strip())
    return found[1].replace(", ", ",") if found else LANES


def compatibility(options) -> Step:
    lanes = lanes_here(run(TOOL, "list", "--lanes", "none").stderr)
    with tempfile.TemporaryDirectory() as scratch:  # one launch each is no history to keep
        done = run(TOOL, "run", "--quiet", "--json", "--db", f"{scratch}/lanes.db", "--launches", 1, "--lanes", lanes, "-f", "core/*")
    if done.returncode not in (0, 5):
        return Step("compatibility", False, last_line(done))
    report = json.loads(done.stdout)
    failures = [f"{f['benchmark']} {f['lane']}: {f['why']}" for f in report["failures"]]
    return Step("compatibility", not failures and bool(report["results"]),
                f"{len(lanes.split(','))} lanes, {len(report['results'])} results right, {len(failures)} failed", failures)


def stress(options) -> Step:
    with tempfile.NamedTemporaryFile(mode="r") as out:
        done = run(SUITE, "--benchmark_filter=^scalability/soak$", f"--iterations={SOAK_RATE}", f"--batches={options.soak}",
                   f"--benchmark_out={out.name}")
        rows = json.load(out)["benchmarks"] if done.returncode == 0 else []
    rows = [row for row in rows if row.get("run_type") != "aggregate"]
    wrong = next((row["error_message"] for row in rows if row.get("error_occurred")), "")
    if wrong or not rows:
        return Step("stress", False, wrong or last_line(done))
    row = rows[-1]  # each second's row tells of all until then
    well = row["available"] >= 0.999 and row["answering"] >= LEFT
    return Step("stress", well, f"{100 * row['available']:.2f} % answered in time, {row['answering']:.0f} of 50 agents at work, "
                f"{100 * row['processor']:.0f} % of a core, {row['alerts']:.0f} alerts", [] if well else ["look at the alerts: SOAK_FOLDER (docs/runtime.md)"])


def regressions(options) -> Step:
    done = run(TOOL, "regressions", "--json", "--db", options.db)
    if done.returncode != 0:
        return Step("regressions", False, last_line(done))
    still = [r for r in json.loads(done.stdout)["results"] if r["state"] in ("open", "reopened")]
    return Step("regressions", not still, f"{len(still)} open", [f"{r['benchmark']}: swarmperf regressions" for r in still])


def grade(options) -> Step:
    done = run(TOOL, "budget", "--json", "--dry-run", "--db", options.db)
    if done.returncode != 0:
        return Step("grade", False, last_line(done), ["scripts/bench measures"])
    card = json.loads(done.stdout)
    missed = [row for row in card["results"] if row["status"] == "missed"]
    whole = next(score for score in card["scores"] if score["part"] == "overall")
    return Step("grade", True, f"{whole['lo']:.0f} .. {whole['hi']:.0f} of 100, {len(missed)} budgets missed",
                [row["recommendation"] for row in missed])


STEPS = (tests, compatibility, stress, regressions, grade)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", default="swarmperf.db", help="the store (default: swarmperf.db)")
    parser.add_argument("--soak", type=int, default=10, help="seconds of stress (default: 10)")
    parser.add_argument("--skip", action="append", default=[], choices=[step.__name__ for step in STEPS])
    options = parser.parse_args()
    options.db = str(Path(options.db).resolve())
    for needed in (TOOL, SUITE):
        if not needed.exists():
            print(f"{needed.relative_to(ROOT)} is not there: scripts/build all", file=sys.stderr)
            return 2
    done = []
    for step in STEPS:
        if step.__name__ in options.skip:
            continue
        done.append(step(options))
        print(f"{'well' if done[-1].well else 'FAILED':7}{done[-1].name:15}{done[-1].said}", flush=True)
        print("".join(f"{'':22}{line}\n" for line in done[-1].advice), end="")
    return 0 if done and all(step.well for step in done) else 1


if __name__ == "__main__":
    sys.exit(main())
