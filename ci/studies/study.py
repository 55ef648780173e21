"""What the studies share: calling swarmperf, results that survive an interruption."""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "build/release/swarmperf"


def arguments(description: str, runs: int) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--runs", type=int, default=runs, help="of each kind")
    parser.add_argument("--out", type=Path, required=True, help="file of JSON lines; what it holds is not run again")
    parser.add_argument("--around", default="", help="a command that each swarmperf is started by, such as 'nice -n -5'")
    return parser


def call(options, folder: Path, *command: str, **environment: str) -> dict:
    """Runs swarmperf with --json; returns its answer with the exit code and the seconds it took."""
    started_s = time.monotonic()
    done = subprocess.run([*options.around.split(), TOOL, *command, "--json", "--quiet"], cwd=folder, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, env=dict(os.environ, **environment))
    if not done.stdout:
        raise SystemExit(f"{' '.join(command)} said nothing and ended with {done.returncode}: {done.stderr}")
    return dict(json.loads(done.stdout), code=done.returncode, seconds=time.monotonic() - started_s)


def runs_left(options, kind: str) -> range:
    return range(sum(run["kind"] == kind for run in read(options)), options.runs)


def read(options) -> list[dict]:
    return [json.loads(line) for line in options.out.read_text().splitlines()] if options.out.exists() else []


def keep(options, **run) -> None:
    with options.out.open("a") as file:
        file.write(json.dumps(run) + "\n")
    print(run, flush=True)


def names(answer: dict, verdict: str) -> list[str]:
    return [row["benchmark"] for row in answer["results"] if row["verdict"] == verdict]
