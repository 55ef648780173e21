"""Stores that hold a history, for the tests that look back over one: the product's schema, filled with seeded runs."""
import json
import os
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
from reports.fixture import Store  # noqa: E402

BINARIES = ROOT / "build" / "release"


def swarmperf(*arguments, cwd="/"):
    """Runs the tool where no bench.toml is, and returns what it said."""
    return subprocess.run([BINARIES / "swarmperf", *arguments], cwd=cwd, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=120, env=dict(os.environ, NO_COLOR="1"))


def machine_class():
    """Of this machine, as `baseline last-good` and @blessed ask for it."""
    return json.loads(swarmperf("doctor", "--json").stdout)["environment"]["class"]


def history(path, machine, factor, runs=40, benchmark="core/x", commits=None):
    """Stores one run per commit; `factor(i)` is the level of run i."""
    store = Store(path)
    store.db.execute("UPDATE machine SET class = ?", (machine,))
    noise = random.Random(5)
    series = store.series(benchmark, machine_class=machine)
    for i in range(runs):
        label = f"main{i}"
        commit = commits[i] if commits else f"{i:040x}"
        build = store.build(label, commit)
        store.db.execute("UPDATE build SET commit_time = ? WHERE id = ?", (1_780_000_000 + 3600 * i, build))
        session = store.session("run", head=label)
        for number in range(7):
            launch = store.launch(session, label, number, benchmarks=benchmark)
            store.sample(launch, series, [1e-6 * factor(i) * (1 + noise.gauss(0, 0.01)) for _ in range(5)])
    store.close()
